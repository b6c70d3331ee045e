package org.rsvpplatform.database.postgresql.capacity;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Duration;

/**
 * One question to the server's statistics: a single statement that takes no lock above ACCESS
 * SHARE.
 *
 * @param <T> its answer
 */
interface Question<T> {
    /** Without a semicolon. */
    String sql();

    T read(RowSet<Row> rows);

    static Duration seconds(Double seconds) {
        return seconds == null ? Duration.ZERO : Duration.ofMillis(Math.round(seconds * 1000));
    }

    static String text(Row row, String column) {
        String text = row.getString(column);
        return text == null ? "" : text;
    }
}
