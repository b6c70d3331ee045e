package org.rsvpplatform.database.mysql.capacity;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import org.rsvpplatform.database.capacity.Question;

/**
 * In the place of a question that this server can't be asked: a statement that fails would keep
 * those after it from being run.
 *
 * @param answer what is known without asking
 */
record Unasked<T>(T answer) implements Question<T> {
    @Override
    public String sql() {
        return "DO 0";
    }

    @Override
    public T read(RowSet<Row> rows) {
        return answer;
    }
}
