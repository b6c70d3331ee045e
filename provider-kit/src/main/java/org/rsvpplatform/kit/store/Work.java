package org.rsvpplatform.kit.store;

import java.sql.Connection;
import java.sql.SQLException;

/** What is done inside one transaction. */
@FunctionalInterface
public interface Work<T> {
    T on(Connection connection) throws SQLException;
}
