package org.rsvpplatform.cli.live;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.NonBlockingReader;
import org.jline.utils.Signals;
import org.rsvpplatform.cli.invocation.ExitCode;
import org.rsvpplatform.cli.invocation.Failure;

/**
 * The process's own terminal through JLine, which sets it by {@code stty}: its native ways would
 * need a switch of the JVM that every command pays for. It is given back however the process ends,
 * but for kill -9.
 */
final class JlineScreen implements Screen {
    private static final String ENTER = "\u001b[?1049h\u001b[?25l";
    private static final String LEAVE = "\u001b[?25h\u001b[?1049l";
    private static final String HOME = "\u001b[H";
    private static final String ERASED_LINE = "\u001b[2K";
    private static final int ESCAPE = 27;
    private static final long REST_OF_A_KEY_MS = 20;
    private static final Size USUAL = new Size(80, 24);

    private final Terminal terminal;
    private final OutputStream out = new FileOutputStream(FileDescriptor.out);
    private final AtomicBoolean resized = new AtomicBoolean(true);
    private final Thread atTheEnd = new Thread(this::giveBack, "give the terminal back");
    private Size size = USUAL;
    private boolean ours;

    private JlineScreen(Terminal terminal) {
        this.terminal = terminal;
    }

    static Screen open(Runnable whenResized) {
        try {
            Terminal terminal =
                    TerminalBuilder.builder()
                            .system(true)
                            .provider("exec")
                            .dumb(false)
                            // The JVM's own handlers end the process in order; JLine's would not.
                            .nativeSignals(false)
                            .encoding(StandardCharsets.UTF_8)
                            .build();
            JlineScreen screen = new JlineScreen(terminal);
            Signals.register(
                    "WINCH",
                    () -> {
                        screen.resized.set(true);
                        whenResized.run();
                    });
            screen.take();
            return screen;
        } catch (IOException e) {
            throw new Failure(
                    ExitCode.UNHEALTHY,
                    "this terminal can't be drawn on: " + e.getMessage(),
                    "print the table instead: add --once");
        }
    }

    private synchronized void take() {
        ours = true;
        Runtime.getRuntime().addShutdownHook(atTheEnd);
        terminal.enterRawMode();
        // Control-C is a key like q: a shell may have started us with its signal ignored.
        Attributes keysOnly = terminal.getAttributes();
        keysOnly.setLocalFlag(Attributes.LocalFlag.ISIG, false);
        terminal.setAttributes(keysOnly);
        write(ENTER);
    }

    @Override
    public Size size() {
        if (resized.getAndSet(false)) {
            org.jline.terminal.Size now = terminal.getSize();
            size =
                    new Size(
                            now.getColumns() > 0 ? now.getColumns() : USUAL.columns(),
                            now.getRows() > 0 ? now.getRows() : USUAL.rows());
        }
        return size;
    }

    @Override
    public synchronized void show(List<String> lines) {
        if (!ours) {
            return;
        }
        StringBuilder drawn = new StringBuilder(HOME);
        String before = ERASED_LINE;
        for (String line : lines) {
            drawn.append(before).append(line);
            before = "\r\n" + ERASED_LINE;
        }
        write(drawn.toString());
    }

    @Override
    public int key() {
        try {
            NonBlockingReader keys = terminal.reader();
            int key = keys.read();
            if (key == ESCAPE) {
                skipRest(keys);
            }
            return key;
        } catch (IOException e) {
            return -1;
        }
    }

    /** Arrows and the like begin with Escape and end with a letter, which is none of ours. */
    private static void skipRest(NonBlockingReader keys) throws IOException {
        int next = keys.read(REST_OF_A_KEY_MS);
        if (next == '[' || next == 'O') {
            do {
                next = keys.read(REST_OF_A_KEY_MS);
            } while (next >= 0 && next < '@');
        }
    }

    @Override
    public void close() {
        giveBack();
        try {
            Runtime.getRuntime().removeShutdownHook(atTheEnd);
        } catch (IllegalStateException e) {
            // The process ends already, and the hook finds nothing left to do.
        }
    }

    private synchronized void giveBack() {
        if (!ours) {
            return;
        }
        ours = false;
        try {
            write(LEAVE);
        } finally {
            try {
                terminal.close();
            } catch (IOException e) {
                throw new UncheckedIOException("the terminal could not be given back", e);
            }
        }
    }

    private void write(String text) {
        try {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("the terminal is gone", e);
        }
    }
}
