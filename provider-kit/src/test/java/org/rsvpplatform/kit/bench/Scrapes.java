package org.rsvpplatform.kit.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/** Clients that ask a blackbox_exporter for one probe after the other, over kept connections. */
final class Scrapes implements AutoCloseable {
    private static final int CLIENTS = 16;
    private static final String GOOD = "probe_success 1";

    private final AtomicLong good = new AtomicLong();
    private final int exporter;
    private final byte[] request;
    private volatile boolean closed;

    private Scrapes(int exporter, int target) {
        this.exporter = exporter;
        this.request =
                ("GET /probe?module=tcp_connect&target=127.0.0.1:%d HTTP/1.1\r\nHost: peer\r\n\r\n"
                                .formatted(target))
                        .getBytes(StandardCharsets.US_ASCII);
    }

    static Scrapes start(int exporter, int target) {
        Scrapes scrapes = new Scrapes(exporter, target);
        for (int i = 0; i < CLIENTS; i++) {
            Thread.ofPlatform().daemon().start(scrapes::run);
        }
        return scrapes;
    }

    /** Probes that the exporter called a success. */
    long good() {
        return good.get();
    }

    private void run() {
        while (!closed) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), exporter)) {
                InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
                while (!closed) {
                    socket.getOutputStream().write(request);
                    if (body(in).contains(GOOD)) {
                        good.incrementAndGet();
                    }
                }
            } catch (IOException e) {
                Thread.onSpinWait(); // it is not up yet
            }
        }
    }

    /** Reads one answer, whose length stands in its head or before each of its chunks. */
    private static String body(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int read = in.read();
            if (read < 0) {
                throw new IOException("closed");
            }
            head.append((char) read);
        }
        String text = head.toString();
        int at = text.toLowerCase(Locale.ROOT).indexOf("content-length:");
        if (at < 0) {
            return chunked(in);
        }
        int length = Integer.parseInt(text.substring(at + 15, text.indexOf('\r', at)).strip());
        return new String(in.readNBytes(length), StandardCharsets.US_ASCII);
    }

    private static String chunked(InputStream in) throws IOException {
        StringBuilder body = new StringBuilder();
        while (true) {
            int length = Integer.parseInt(line(in), 16);
            body.append(new String(in.readNBytes(length), StandardCharsets.US_ASCII));
            line(in);
            if (length == 0) {
                return body.toString();
            }
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int read = in.read(); read != '\n'; read = in.read()) {
            if (read < 0) {
                throw new IOException("closed");
            }
            if (read != '\r') {
                line.append((char) read);
            }
        }
        return line.toString();
    }

    @Override
    public void close() {
        closed = true;
    }
}
