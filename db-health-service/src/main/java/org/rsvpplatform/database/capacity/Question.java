package org.rsvpplatform.database.capacity;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Duration;

/**
 * One question to the server's statistics: a single statement that takes no lock above the one of a
 * reader.
 *
 * @param <T> its answer
 */
public interface Question<T> {
    /** Without a semicolon. */
    String sql();

    T read(RowSet<Row> rows);

    /** Seconds as the server counts them; none are zero. */
    static Duration seconds(Double seconds) {
        return seconds == null ? Duration.ZERO : Duration.ofMillis(Math.round(seconds * 1000));
    }

    /** A text, empty where there is none. */
    static String text(Row row, String column) {
        String text = row.getString(column);
        return text == null ? "" : text;
    }
}
