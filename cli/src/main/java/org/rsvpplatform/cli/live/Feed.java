package org.rsvpplatform.cli.live;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.rsvpplatform.cli.gateway.Events;
import org.rsvpplatform.cli.gateway.Refusal;
import org.rsvpplatform.cli.invocation.ExitCode;
import org.rsvpplatform.cli.invocation.Failure;

/** Follows a stream on a thread of its own, and opens it again when it broke. */
final class Feed implements AutoCloseable {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final int TOO_MANY = 429;

    private final Supplier<Events> opening;
    private final BlockingQueue<News> news;
    private final CountDownLatch closed = new CountDownLatch(1);

    /**
     * @param opening throws Failure or Refusal when there is no stream to be had
     * @param news where what comes is put
     */
    Feed(Supplier<Events> opening, BlockingQueue<News> news) {
        this.opening = opening;
        this.news = news;
    }

    /** Opens the stream for the first time, which has to succeed, and follows it from then on. */
    Feed start() {
        Events first = opening.get();
        Thread.ofVirtual().name("feed").start(() -> follow(first));
        return this;
    }

    private void follow(Events first) {
        Events stream = first;
        Duration pause = FIRST_PAUSE;
        try {
            do {
                try (Events events = stream == null ? opening.get() : stream) {
                    while (true) {
                        news.put(read(events.next()));
                        pause = FIRST_PAUSE;
                    }
                } catch (Refusal e) {
                    if (isFinal(e)) {
                        news.put(new News.Ended(e));
                        return;
                    }
                    news.put(new News.Lost(e.summary()));
                } catch (Failure e) {
                    news.put(new News.Lost(e.getMessage()));
                }
                stream = null;
                pause = pause.multipliedBy(2);
                pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
            } while (!closed.await(pause.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static News read(Events.Event event) {
        return event.name().equals("failure")
                ? new News.LookFailed(event.data().text("detail"))
                : new News.Looked(event.data(), System.nanoTime());
    }

    /** What will be answered the same the next time. */
    private static boolean isFinal(Refusal e) {
        return e.status() != TOO_MANY
                && (e.exitCode() == ExitCode.NOT_ALLOWED || e.exitCode() == ExitCode.USAGE);
    }

    /** Opens no stream any more; the one that is open ends with its next event. */
    @Override
    public void close() {
        closed.countDown();
    }
}
