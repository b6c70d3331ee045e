package org.rsvpplatform.cli.gateway;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.rsvpplatform.cli.invocation.Failure;
import org.rsvpplatform.cli.json.Json;
import org.rsvpplatform.cli.json.JsonReader;

/** Server-sent events as they come. */
public final class Events implements AutoCloseable {
    static final String MEDIA_TYPE = "text/event-stream";

    private static final int LONGEST_LINE = 16 << 20;

    private final HttpURLConnection connection;
    private final InputStream in;
    private final Function<IOException, Failure> unreachable;

    /**
     * @param name what kind of event it is
     */
    public record Event(String name, Json data) {}

    Events(HttpURLConnection connection, Function<IOException, Failure> unreachable)
            throws IOException {
        this.connection = connection;
        this.in = new BufferedInputStream(connection.getInputStream());
        this.unreachable = unreachable;
    }

    /** Waits for the next one. Throws Failure when the stream is at its end, however that came. */
    public Event next() {
        try {
            String name = "message";
            StringBuilder data = new StringBuilder();
            while (true) {
                String line = line();
                if (line.isEmpty() && !data.isEmpty()) {
                    return new Event(name, json(data.toString()));
                }
                int colon = line.indexOf(':');
                String field = colon < 0 ? line : line.substring(0, colon);
                String value = colon < 0 ? "" : line.substring(colon + 1).stripLeading();
                switch (field) {
                    case "event" -> name = value;
                    case "data" -> data.append(data.isEmpty() ? "" : "\n").append(value);
                    default -> {
                        // comments, numbers and what else may come: nothing that is shown
                    }
                }
            }
        } catch (IOException e) {
            throw unreachable.apply(e);
        }
    }

    private static Json json(String text) throws IOException {
        try {
            return JsonReader.read(text);
        } catch (UncheckedIOException e) {
            throw new ProtocolException("it sent an event that is no JSON");
        }
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(256);
        int next;
        while ((next = in.read()) != '\n') {
            if (next < 0) {
                throw new EOFException("it ended the stream");
            }
            if (line.size() == LONGEST_LINE) {
                throw new ProtocolException("it sent a line of more than 16 MB");
            }
            line.write(next);
        }
        String text = line.toString(StandardCharsets.UTF_8);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    @Override
    public void close() {
        connection.disconnect();
    }
}
