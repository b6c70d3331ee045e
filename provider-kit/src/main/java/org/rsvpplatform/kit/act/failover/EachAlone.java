package org.rsvpplatform.kit.act.failover;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;

/** Does something for several names at the same time, and for none of them twice at a time. */
final class EachAlone {
    private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();

    /** What is done with one. */
    @FunctionalInterface
    interface Work {
        void with(String name) throws InterruptedException;
    }

    /** Returns when all have ended; one with whom it is being done already is left out. */
    void each(Collection<String> names, Work work) {
        if (names.isEmpty()) {
            return;
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            names.forEach(name -> threads.execute(() -> once(name, work)));
        }
    }

    private void once(String name, Work work) {
        ReentrantLock lock = locks.computeIfAbsent(name, _ -> new ReentrantLock());
        if (!lock.tryLock()) {
            return;
        }
        try {
            work.with(name);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }
}
