package org.rsvpplatform.database.host;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How one kind of server shows on its host.
 *
 * @param programs what its first process may be called
 * @param dataOptions options of its command line that name the data directory
 * @param logs where the logs that it can't do without lie, in the data directory unless the server
 *     says otherwise, by what they are called
 * @param growing which of its logs is kept for others, and can be let go by an operator
 * @param lastWord a line of its log that says why it can't go on
 * @param ready a line of its log that says that it has started; what stands before it is history
 * @param stages a line of its log that says how far its start or its end is; none for a server that
 *     tells everyone who comes
 * @param controller the program beside it that starts and stops it
 * @param lockFile what a dead server leaves in its data directory that keeps the next one away
 */
public record Footprint(
        Set<String> programs,
        List<String> dataOptions,
        Map<String, String> logs,
        String growing,
        Pattern lastWord,
        Pattern ready,
        Map<Progress.Stage, Pattern> stages,
        Optional<String> controller,
        Optional<String> lockFile) {

    /** What MySQL and MariaDB keep for their replicas. */
    public static final String BINARY_LOG = "binary log";

    /** Words of the server about itself; those about a client's login are no reason to stop. */
    public static final Footprint POSTGRESQL =
            new Footprint(
                    Set.of("postgres"),
                    List.of("-D"),
                    Map.of("pg_wal", "pg_wal"),
                    "pg_wal",
                    Pattern.compile(
                            "PANIC: |FATAL:\\s+(could not|data directory|lock file|configuration"
                                    + " file|invalid|bogus|database files|pre-existing"
                                    + "|unrecognized)"),
                    Pattern.compile("ready to accept (read-only )?connections"),
                    Map.of(),
                    Optional.of("pg_ctl"),
                    Optional.of("postmaster.pid"));

    /** The redo log lies among the data; nothing is left behind that keeps the next server away. */
    public static final Footprint MYSQL =
            new Footprint(
                    Set.of("mariadbd", "mysqld"),
                    List.of("--datadir=", "--datadir", "-h"),
                    Map.of("log", ""),
                    BINARY_LOG,
                    Pattern.compile(
                            "\\[ERROR\\] (?!.*\\b(?:Slave|Replica|Repl)\\b).*(Aborting|InnoDB|Disk"
                                    + " is full|Can't|Fatal|Could not|Unknown|Do you already)|got"
                                    + " signal \\d+"),
                    Pattern.compile("ready for connections"),
                    Map.of(
                            Progress.Stage.STARTING,
                            Pattern.compile("(?i)\\bstarting\\b.* as process (\\d+)"),
                            Progress.Stage.READY,
                            Pattern.compile("ready for connections"),
                            Progress.Stage.STOPPING,
                            Pattern.compile("Normal shutdown|Received SHUTDOWN from user")),
                    Optional.empty(),
                    Optional.empty());

    boolean runs(List<String> arguments) {
        return !arguments.isEmpty()
                && programs.contains(
                        arguments.getFirst().substring(arguments.getFirst().lastIndexOf('/') + 1));
    }
}
