package org.rsvpplatform.database.mysql.capacity;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.rsvpplatform.database.capacity.Seen;
import org.rsvpplatform.database.capacity.Statements;
import org.rsvpplatform.database.capacity.Words;

/** Whether the slow query log can stand in for a server's counts: on our own host it is a file. */
final class OwnSlowLog {
    private final SlowLog log;
    private final Duration slow;
    private final Supplier<Optional<Path>> dataDirectory;

    /**
     * @param slow from what time on a statement is slow
     * @param dataDirectory of the server, when it runs on our own host
     */
    OwnSlowLog(String database, Duration slow, Supplier<Optional<Path>> dataDirectory) {
        this.log = new SlowLog(database);
        this.slow = slow;
        this.dataDirectory = dataDirectory;
    }

    /**
     * What the log has counted.
     *
     * @param missing why the server's own counts can't be had
     */
    Statements read(ServerQuestion.Server server, String missing) {
        return switch (server.slowLog()) {
            case Seen.Missing<ServerQuestion.LoggedFrom>(String why) ->
                    Statements.none(missing + ", and " + why);
            case Seen.There<ServerQuestion.LoggedFrom>(ServerQuestion.LoggedFrom logged) ->
                    read(server.dataDirectory(), logged, missing);
        };
    }

    private Statements read(Path theirs, ServerQuestion.LoggedFrom logged, String missing) {
        if (dataDirectory.get().map(Path::normalize).filter(theirs.normalize()::equals).isEmpty()) {
            return Statements.none(missing + ", and the slow query log is not on our host");
        }
        if (logged.time().compareTo(slow) > 0) {
            return Statements.none(
                    "%s, and the slow query log has only those over %s (long_query_time)"
                            .formatted(missing, Words.time(logged.time())));
        }
        try {
            return log.read(logged.file());
        } catch (IOException e) {
            return Statements.none(
                    "%s, and we can't read the slow query log %s"
                            .formatted(missing, logged.file()));
        }
    }
}
