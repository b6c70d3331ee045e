package org.rsvpplatform.email.smtp;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.rsvpplatform.kit.observe.probe.Probing;
import org.rsvpplatform.kit.observe.probe.Session;
import org.rsvpplatform.kit.observe.probe.Trace;
import org.rsvpplatform.kit.time.Deadline;

/** A dialogue with a mail server that has greeted and said what it can. Source: RFC 5321. */
final class SmtpSession implements Session {
    /** RFC 5321 section 4.5.3.1.5 allows 512; servers are known to send more. */
    private static final int LONGEST_LINE = 2048;

    private static final int MOST_LINES = 100;

    private final Socket socket;
    private final InputStream in;
    private final Trace trace;
    private List<String> extensions = List.of();

    /** A reply: its code and its lines without the code. */
    record Reply(int code, List<String> lines) {
        String text() {
            return String.join("\n", lines);
        }
    }

    private SmtpSession(Socket socket, Trace trace) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
        this.trace = trace;
    }

    /** Reads the greeting and asks for the extensions; the socket is the session's from then on. */
    static SmtpSession greet(Socket socket, Probing probing) throws IOException {
        SmtpSession session = new SmtpSession(socket, probing.trace());
        session.expect(220, session.read(probing.deadline()));
        session.extensions =
                session.expect(250, session.ask("EHLO " + ownName(), probing.deadline())).lines();
        return session;
    }

    private static String ownName() {
        return "[" + InetAddress.getLoopbackAddress().getHostAddress() + "]";
    }

    /**
     * What the server offered in answer to EHLO, such as {@code STARTTLS} or {@code AUTH PLAIN}.
     */
    List<String> extensions() {
        return extensions;
    }

    private Reply ask(String command, Deadline deadline) throws IOException {
        trace.sent(command);
        socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        return read(deadline);
    }

    private Reply expect(int code, Reply reply) throws SmtpReplyException {
        if (reply.code() != code) {
            throw new SmtpReplyException(reply);
        }
        return reply;
    }

    private Reply read(Deadline deadline) throws IOException {
        List<String> lines = new ArrayList<>();
        while (lines.size() < MOST_LINES) {
            String line = readLine(deadline);
            trace.received(line);
            if (line.length() < 3 || !line.substring(0, 3).chars().allMatch(Character::isDigit)) {
                throw new IOException("not an SMTP server: it said \"%s\"".formatted(line));
            }
            lines.add(line.length() > 4 ? line.substring(4) : "");
            if (line.length() == 3 || line.charAt(3) != '-') {
                return new Reply(Integer.parseInt(line.substring(0, 3)), lines);
            }
        }
        throw new IOException("not an SMTP server: a reply of more than 100 lines");
    }

    private String readLine(Deadline deadline) throws IOException {
        StringBuilder line = new StringBuilder();
        while (line.length() < LONGEST_LINE) {
            socket.setSoTimeout(deadline.remainingMillis());
            int next = in.read();
            if (next < 0) {
                throw new EOFException("the server closed the connection");
            }
            if (next == '\n') {
                return line.toString().stripTrailing();
            }
            line.append((char) next);
        }
        throw new IOException("not an SMTP server: a line of more than 2048 characters");
    }

    @Override
    public void close() {
        try (socket) {
            trace.sent("QUIT");
            socket.getOutputStream().write("QUIT\r\n".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            // it is gone already
        }
    }
}
