package org.rsvpplatform.kit.act.failover;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A service that ends in an act: what it leaves is its store as it is then. */
final class EndsIn implements ScriptedDomain.Before {
    private final String act;
    private final CountDownLatch held = new CountDownLatch(1);
    private final CountDownLatch ends = new CountDownLatch(1);

    EndsIn(String act) {
        this.act = act;
    }

    @Override
    public void act(String name) throws InterruptedException {
        if (name.equals(act) && held.getCount() > 0) {
            held.countDown();
            ends.await(Rig.SOON.toSeconds(), TimeUnit.SECONDS);
            throw new InterruptedException("the process has ended");
        }
    }

    /** Waits for the act. */
    void await() throws InterruptedException {
        assertThat(held.await(Rig.SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    /**
     * @return the folder for the next one
     */
    Path end(Path folder) throws IOException {
        Path copy = Files.createDirectory(folder.resolve("after"));
        for (String name : List.of("store.db", "store.db-wal")) {
            Files.copy(folder.resolve(name), copy.resolve(name));
        }
        ends.countDown();
        return copy;
    }
}
