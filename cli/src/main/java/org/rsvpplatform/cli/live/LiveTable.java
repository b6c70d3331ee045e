package org.rsvpplatform.cli.live;

import java.time.Clock;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.rsvpplatform.cli.gateway.Events;
import org.rsvpplatform.cli.output.SessionSort;
import org.rsvpplatform.cli.terminal.Style;

/** A command's answer, drawn anew as it changes, until somebody has seen enough. */
public final class LiveTable {
    private static final int MOST_NEWS = 64;

    private final Style style;
    private final Clock clock;
    private final Function<Runnable, Screen> opening;

    /** On the process's own terminal. */
    public LiveTable(Style style, Clock clock) {
        this(style, clock, JlineScreen::open);
    }

    /**
     * @param opening opens the screen, which says when it has another size
     */
    LiveTable(Style style, Clock clock, Function<Runnable, Screen> opening) {
        this.style = style;
        this.clock = clock;
        this.opening = opening;
    }

    /**
     * Shows what a stream brings until a key says to leave.
     *
     * @param target what is looked at, in a word
     * @param stream opens the stream; called again when it broke
     */
    public void follow(String target, SessionSort sort, Supplier<Events> stream) {
        BlockingQueue<News> news = new ArrayBlockingQueue<>(MOST_NEWS);
        // The stream first: what is wrong with it is told on the screen as it was.
        try (Feed _ = new Feed(stream, news).start();
                Screen screen = opening.apply(() -> news.offer(new News.Resized()))) {
            Thread.ofPlatform().daemon().name("keys").start(() -> read(screen, news));
            show(screen, news, View.of(target, sort));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void show(Screen screen, BlockingQueue<News> news, View first)
            throws InterruptedException {
        View view = first;
        while (true) {
            screen.show(new Frame(view, screen.size(), style, clock).lines(System.nanoTime()));
            // Once a second anyway: what is shown gets older.
            News latest = news.poll(1, TimeUnit.SECONDS);
            switch (latest) {
                case null -> {}
                case News.Key key when key.leaves() -> {
                    return;
                }
                case News.Ended ended -> throw ended.why();
                default -> view = view.after(latest);
            }
        }
    }

    private static void read(Screen screen, BlockingQueue<News> news) {
        try {
            int key;
            do {
                key = screen.key();
                news.put(new News.Key(key));
            } while (key >= 0);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
