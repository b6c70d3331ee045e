package org.rsvpplatform.sandbox.smtp;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.rsvpplatform.sandbox.process.Login;

/** Speaks SMTP line by line, waiting at most half a second for each answer. */
final class SmtpClient implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 500;
    private final Socket socket = new Socket();

    SmtpClient(int port) throws IOException {
        try {
            socket.connect(new InetSocketAddress("127.0.0.1", port), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            answer();
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    String say(String line) throws IOException {
        socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        return answer();
    }

    String login(Login login) throws IOException {
        String plain = "\0" + login.user() + "\0" + login.password();
        return say(
                "AUTH PLAIN "
                        + Base64.getEncoder()
                                .encodeToString(plain.getBytes(StandardCharsets.US_ASCII)));
    }

    /** All lines of an answer; the last has a space behind its code. */
    private String answer() throws IOException {
        StringBuilder text = new StringBuilder();
        String line;
        do {
            line = line();
            text.append(line).append('\n');
        } while (line.length() > 3 && line.charAt(3) == '-');
        return text.toString();
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        InputStream in = socket.getInputStream();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("connection closed");
            }
            line.append((char) c);
        }
        return line.toString().strip();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
