package org.rsvpplatform.kit.serve;

import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.rsvpplatform.kit.act.command.Commands;
import org.rsvpplatform.kit.observe.cause.Catalogue;

/**
 * The causes of the service's own {@code causes.yaml}, read for the first fault: nobody needs them
 * before, and a service is ready a tenth sooner.
 */
@Singleton
public class Causes implements Supplier<Catalogue> {
    private final Instance<Commands> commands;
    private final ReentrantLock lock = new ReentrantLock();
    private Catalogue catalogue;

    Causes(Instance<Commands> commands) {
        this.commands = commands;
    }

    @Override
    public Catalogue get() {
        lock.lock();
        try {
            if (catalogue == null) {
                catalogue = read().offering(name -> commands.get().find(name).isPresent());
            }
            return catalogue;
        } finally {
            lock.unlock();
        }
    }

    private static Catalogue read() {
        try (InputStream yaml =
                Thread.currentThread().getContextClassLoader().getResourceAsStream("causes.yaml")) {
            if (yaml == null) {
                throw new IllegalStateException("the service has no causes.yaml");
            }
            return Catalogue.read(yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
