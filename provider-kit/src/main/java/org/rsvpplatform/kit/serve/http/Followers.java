package org.rsvpplatform.kit.serve.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.rsvpplatform.kit.act.command.ReadCall;
import org.rsvpplatform.kit.time.Ticker;

/**
 * Who follows the answers of commands. They are bounded, and those who ask for the same share each
 * look; where nobody listens, nobody looks.
 */
@Singleton
public final class Followers {
    static final int MOST = 16;

    private final ObjectMapper json;
    private final Ticker ticker;
    private final Map<ReadCall<?, ?>, Asked> asked = new HashMap<>();
    private int count;

    private record Asked(SharedLook look, int followers) {
        Asked and(int more) {
            return new Asked(look, followers + more);
        }
    }

    public Followers(ObjectMapper json, Ticker ticker) {
        this.json = json;
        this.ticker = ticker;
    }

    /** Follows from now on, until it is closed; empty when too many do already. */
    synchronized Optional<Follower> join(ReadCall<?, ?> call) {
        if (count == MOST) {
            return Optional.empty();
        }
        count++;
        Asked now =
                asked.computeIfAbsent(call, _ -> new Asked(new SharedLook(call, json, ticker), 0))
                        .and(1);
        asked.put(call, now);
        return Optional.of(new Follower(call, now.look()));
    }

    private synchronized void leave(ReadCall<?, ?> call) {
        count--;
        asked.computeIfPresent(call, (_, a) -> a.followers() == 1 ? null : a.and(-1));
    }

    /** One of them. */
    final class Follower implements AutoCloseable {
        private final ReadCall<?, ?> call;
        private final SharedLook look;
        private final CountDownLatch gone = new CountDownLatch(1);

        private Follower(ReadCall<?, ?> call, SharedLook look) {
            this.call = call;
            this.look = look;
        }

        /** What is to be seen now. */
        Look look() throws InterruptedException {
            return look.look();
        }

        /** Waits for a pause to pass; true when it has gone meanwhile. */
        boolean gone(Duration pause) throws InterruptedException {
            return gone.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        }

        @Override
        public void close() {
            synchronized (this) {
                if (gone.getCount() == 0) {
                    return;
                }
                gone.countDown();
            }
            leave(call);
        }
    }
}
