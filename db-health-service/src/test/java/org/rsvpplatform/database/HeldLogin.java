package org.rsvpplatform.database;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;

/**
 * A way to a server on which a client's login is held back: all that it says after its first
 * messages, such as the answer to a prompt for its password.
 */
public final class HeldLogin implements AutoCloseable {
    private static final int LARGEST = 8192;

    private final ServerSocket listener;
    private final int server;
    private final int passes;
    private final CountDownLatch spoke;
    private final CountDownLatch prompted = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    /**
     * @param server its port
     * @param passes how many of the client's messages pass before it is released
     */
    public HeldLogin(int server, int passes) {
        this.server = server;
        this.passes = passes;
        this.spoke = new CountDownLatch(passes);
        try {
            this.listener = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** Waits until the server has spoken after what has passed. */
    public void awaitPrompt() throws InterruptedException {
        prompted.await();
    }

    /** Lets the answer go, and all that follows. */
    public void release() {
        released.countDown();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                Thread.ofVirtual().start(() -> carry(client));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void carry(Socket client) {
        try (client;
                Socket to = new Socket(InetAddress.getLoopbackAddress(), server)) {
            Thread.ofVirtual().start(() -> back(to, client));
            InputStream said = client.getInputStream();
            byte[] buffer = new byte[LARGEST];
            for (int i = 0; i < passes; i++) {
                to.getOutputStream().write(buffer, 0, Math.max(0, said.read(buffer)));
                spoke.countDown();
            }
            released.await();
            said.transferTo(to.getOutputStream());
        } catch (IOException e) {
            // One of the two has gone.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void back(Socket from, Socket client) {
        try (client) {
            OutputStream heard = client.getOutputStream();
            byte[] buffer = new byte[LARGEST];
            InputStream said = from.getInputStream();
            for (int length = said.read(buffer); length > 0; length = said.read(buffer)) {
                heard.write(buffer, 0, length);
                if (spoke.getCount() == 0) {
                    prompted.countDown();
                }
            }
        } catch (IOException e) {
            // One of the two has gone.
        }
    }

    @Override
    public void close() throws IOException {
        released.countDown();
        listener.close();
    }
}
