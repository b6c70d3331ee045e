package org.rsvpplatform.kit.observe.probe;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.Security;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.rsvpplatform.kit.time.Deadline;

/**
 * Host names to addresses. A look-up blocks an operating-system thread and can't be interrupted, so
 * they run on a small pool of their own, one a host name; whoever waits stops at its own deadline.
 * Nothing is cached: databases move by DNS.
 */
public final class Names implements AutoCloseable {
    private static final int MOST_AT_ONCE = 64;

    private final Resolver resolver;
    private final ThreadPoolExecutor pool =
            new ThreadPoolExecutor(
                    0,
                    MOST_AT_ONCE,
                    10,
                    TimeUnit.SECONDS,
                    new SynchronousQueue<>(),
                    Thread.ofPlatform().daemon().name("names-", 0).factory());
    private final Map<String, CompletableFuture<InetAddress[]>> underWay =
            new ConcurrentHashMap<>();

    /** How a name is looked up; tests bring one that hangs. */
    @FunctionalInterface
    public interface Resolver {
        InetAddress[] lookUp(String host) throws UnknownHostException;
    }

    /** Asks the operating system. */
    public static Names system() {
        Security.setProperty("networkaddress.cache.ttl", "0");
        Security.setProperty("networkaddress.cache.negative.ttl", "0");
        return new Names(InetAddress::getAllByName);
    }

    public Names(Resolver resolver) {
        this.resolver = resolver;
    }

    /**
     * The addresses of a host, at least one.
     *
     * @throws UnknownHostException the name has none
     * @throws TimeoutException no answer by the deadline, or too many look-ups hang already
     */
    public InetAddress[] resolve(String host, Deadline deadline)
            throws UnknownHostException, TimeoutException, InterruptedException {
        CompletableFuture<InetAddress[]> answer = lookUp(host);
        try {
            return answer.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case UnknownHostException unknown -> throw unknown;
                case RejectedExecutionException _ ->
                        throw new TimeoutException(
                                "%d name look-ups hang already".formatted(MOST_AT_ONCE));
                default -> throw new IllegalStateException(e.getCause());
            }
        } catch (TimeoutException e) {
            throw new TimeoutException("no answer to the look-up of " + host);
        }
    }

    /** The look-up of this name that is under way, or a new one. */
    private CompletableFuture<InetAddress[]> lookUp(String host) {
        CompletableFuture<InetAddress[]> mine = new CompletableFuture<>();
        CompletableFuture<InetAddress[]> running = underWay.putIfAbsent(host, mine);
        if (running != null) {
            return running;
        }
        try {
            pool.execute(() -> complete(mine, host));
        } catch (RejectedExecutionException e) {
            underWay.remove(host, mine);
            mine.completeExceptionally(e);
        }
        return mine;
    }

    private void complete(CompletableFuture<InetAddress[]> mine, String host) {
        try {
            InetAddress[] addresses = resolver.lookUp(host);
            underWay.remove(host, mine);
            mine.complete(addresses);
        } catch (UnknownHostException | RuntimeException e) {
            underWay.remove(host, mine);
            mine.completeExceptionally(e);
        }
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
