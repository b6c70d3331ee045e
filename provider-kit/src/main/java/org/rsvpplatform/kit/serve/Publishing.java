package org.rsvpplatform.kit.serve;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.rsvpplatform.kit.observe.domain.DomainWatch;
import org.rsvpplatform.kit.serve.pointer.ActiveProviders;
import org.rsvpplatform.kit.serve.pointer.AgentCheck;
import org.rsvpplatform.kit.serve.pointer.PointerFiles;

/** Keeps files and agent, where they are wanted, at what is so. */
@Singleton
public class Publishing {
    private static final Logger LOG = Logger.getLogger(Publishing.class);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

    /** After the service's own start, which learns who is appointed. */
    private static final int LATE = 5000;

    private final ServiceSettings settings;
    private final DomainWatch watch;
    private final ActiveProviders active;
    private volatile boolean ends;
    private AgentCheck agent;

    public Publishing(ServiceSettings settings, DomainWatch watch, ActiveProviders active) {
        this.settings = settings;
        this.watch = watch;
        this.active = active;
    }

    void start(@Observes @Priority(LATE) StartupEvent event) throws IOException {
        Optional<Path> directory = settings.pointer().directory();
        directory.ifPresent(
                path ->
                        Thread.ofVirtual()
                                .name("pointer files")
                                .start(() -> follow(new PointerFiles(path))));
        if (settings.pointer().agentPort().isPresent()) {
            agent =
                    AgentCheck.listen(
                            new InetSocketAddress(
                                    settings.pointer().agentHost(),
                                    settings.pointer().agentPort().get()),
                            active::all);
        }
    }

    /** A run that ends in time is published still. */
    void stop(@Observes @Priority(LATE) ShutdownEvent event) throws IOException {
        ends = true;
        if (agent != null) {
            agent.close();
        }
    }

    /** Written at each change, and now and then: somebody may have removed a file. */
    private void follow(PointerFiles files) {
        long seen = 0;
        try {
            while (!ends) {
                if (active.awaitKnown(LOOK_AGAIN)) {
                    write(files);
                    seen = watch.awaitChange(seen, LOOK_AGAIN);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(PointerFiles files) {
        try {
            files.write(active.all());
        } catch (IOException | RuntimeException e) {
            LOG.errorf("the pointer can't be written: %s", e); // and is tried again
        }
    }
}
