package org.rsvpplatform.database.postgresql.failover;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.rsvpplatform.database.connection.Login;
import org.rsvpplatform.database.failover.FormerPrimary;
import org.rsvpplatform.database.failover.Member;
import org.rsvpplatform.database.failover.Synchronising;
import org.rsvpplatform.database.postgresql.connection.PostgresSession;
import org.rsvpplatform.database.postgresql.connection.Sql;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.act.failover.Guard;
import org.rsvpplatform.kit.act.failover.Proof;
import org.rsvpplatform.kit.act.failover.Rejoin;
import org.rsvpplatform.kit.time.Deadline;

/**
 * A former primary becomes a standby of the present one.
 *
 * @param dataDirectory of the former one; empty when nobody knows
 */
record PostgresRejoin(
        FormerPrimary<PostgresSession, Standing> former, Optional<String> dataDirectory)
        implements Rejoin {
    private static final Duration OPENS = Duration.ofSeconds(5);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration SYNCHRONOUS = Duration.ofSeconds(10);

    /** Bytes that a standby which follows receives within a moment. */
    private static final long SMALL_GAP = 1 << 20;

    /**
     * One that has come apart receives its old timeline up to the fork, again and again: for a
     * moment it looks as if it streamed. 0 when nothing is received.
     */
    private static final String RECEIVED =
            "SELECT coalesce((SELECT received_tli FROM pg_catalog.pg_stat_wal_receiver"
                    + " WHERE status = 'streaming'), 0)::int4 AS timeline";

    private static final String WRITTEN = "SELECT %s AS timeline".formatted(Standing.TIMELINE);

    @Override
    public List<Guard> guards() {
        return former.rejoinGuards(follows());
    }

    @Override
    public Map<String, String> addresses() {
        return former.addresses();
    }

    /**
     * Source: PostgreSQL's manual, pg_rewind (it needs wal_log_hints or checksums, and the log back
     * to the fork) and pg_basebackup. Passwords come from ~/.pgpass of whoever runs them.
     */
    @Override
    public List<String> byHand() {
        Member<PostgresSession, Standing> from = former.from();
        Member<PostgresSession, Standing> to = former.to();
        String data = dataDirectory.map(PostgresRejoin::quoted).orElse("\"$PGDATA\"");
        String user = to.administrator().login().map(Login::user).orElse("postgres");
        String host = to.endpoint().host();
        int port = to.endpoint().port();
        return List.of(
                "# where it still runs, fenced:",
                "pg_ctl -D %s -m fast -w stop".formatted(data),
                "cp -aL %s %s.before-epoch-%d".formatted(data, data, former.past().epoch()),
                "pg_rewind --target-pgdata=%s --source-server=%s --write-recovery-conf --progress"
                        .formatted(
                                data,
                                quoted(
                                        "host=%s port=%d user=%s dbname=postgres"
                                                .formatted(host, port, user))),
                "# where pg_rewind refuses, a new copy instead:",
                "find %s/ -mindepth 1 -delete".formatted(data),
                "pg_basebackup -h %s -p %d -U %s -D %s -R -X stream -c fast"
                        .formatted(quoted(host), port, quoted(user), data),
                "# its application_name, as synchronous_standby_names of %s has it:"
                        .formatted(to.name()),
                "echo %s >> %s/postgresql.auto.conf"
                        .formatted(quoted("cluster_name = '%s'".formatted(from.name())), data),
                "pg_ctl -D %s -w start".formatted(data),
                "-- when it streams, at %s, where commits are to wait for it:".formatted(to.name()),
                synchronous(from.name()));
    }

    /** For a shell. */
    private static String quoted(String word) {
        return word.matches("[\\w@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    @Override
    public Proof follows() {
        return this::seenFollowing;
    }

    @Override
    public String opened() throws RunFailed, InterruptedException {
        return former.from().administrator().login().isEmpty()
                ? ""
                : former.from().asAdministrator(OPENS, PostgresRejoin::readied);
    }

    /** Its next promotion need not forget its standbys then, while everybody waits for that. */
    private static String readied(PostgresSession session, Deadline deadline)
            throws TimeoutException, InterruptedException {
        try {
            PostgresPromotion.forgetStandbys(session, deadline);
        } catch (ExecutionException e) {
            // The promotion does, or says why it can't.
        }
        return LeftDoor.opened(session, deadline);
    }

    private String seenFollowing() throws RunFailed, InterruptedException {
        Member<PostgresSession, Standing> from = former.from();
        Member<PostgresSession, Standing> to = former.to();
        Standing standby = standby();
        Standing primary = primary();
        if (!standby.inRecovery()) {
            throw new RunFailed(from.name() + " is no standby: it takes writes");
        }
        if (!standby.systemIdentifier().equals(primary.systemIdentifier())) {
            throw new RunFailed(
                    "%s has system identifier %s, and %s has %s"
                            .formatted(
                                    from.name(),
                                    standby.systemIdentifier(),
                                    to.name(),
                                    primary.systemIdentifier()));
        }
        if (standby.receiver().filter(r -> "streaming".equals(r.status())).isEmpty()) {
            throw new RunFailed(from.name() + " receives nothing");
        }
        if (!primary.commits().standbys().containsKey(standby.applicationName())) {
            throw new RunFailed(
                    "%s receives from somebody, and %s sends to nobody named %s"
                            .formatted(from.name(), to.name(), standby.applicationName()));
        }
        int received = timeline(from, RECEIVED);
        int written = timeline(to, WRITTEN);
        if (received != written) {
            throw new RunFailed(
                    "%s receives timeline %d, and %s writes timeline %d"
                            .formatted(from.name(), received, to.name(), written));
        }
        return "%s streams timeline %d from %s".formatted(from.name(), written, to.name());
    }

    @Override
    public String synchronise() throws RunFailed, InterruptedException {
        String name = standby().applicationName();
        return new Synchronising(
                        former.to(),
                        name,
                        this::hasCaughtUp,
                        new Synchronising.Waiting(
                                new Names(former.to(), name),
                                () -> waits(name),
                                SYNCHRONOUS,
                                "%s does not become synchronous at %s"
                                        .formatted(name, former.to().name())),
                        "when it does, there: " + synchronous(name))
                .carryOut();
    }

    private static String synchronous(String name) {
        return "ALTER SYSTEM SET synchronous_standby_names = %s; SELECT pg_reload_conf();"
                .formatted(Sql.literal("\"%s\"".formatted(name)));
    }

    private boolean hasCaughtUp() throws RunFailed, InterruptedException {
        long received = standby().written().orElse(0);
        return primary().written().orElse(Long.MAX_VALUE) - received <= SMALL_GAP;
    }

    private Standing standby() throws RunFailed, InterruptedException {
        return former.from().answering(LOOK);
    }

    private Standing primary() throws RunFailed, InterruptedException {
        return former.to().answering(LOOK);
    }

    /** The primary's names of synchronous standbys: this one alone. */
    private record Names(Member<PostgresSession, Standing> primary, String standby)
            implements Synchronising.Setting {
        @Override
        public boolean stands() throws RunFailed, InterruptedException {
            return present().equals(wanted());
        }

        private String present() throws RunFailed, InterruptedException {
            return primary.answering(LOOK).commits().names();
        }

        private String wanted() {
            return '"' + standby.replace("\"", "\"\"") + '"';
        }

        /** A promotion leaves none: where ours stand already, a run that was cut short set them. */
        @Override
        public Synchronising.Undoing set() throws RunFailed, InterruptedException {
            String present = present();
            String before = present.equals(wanted()) ? "" : present;
            write(wanted());
            return () -> write(before);
        }

        private void write(String names) throws RunFailed, InterruptedException {
            primary.asAdministrator(
                    LOOK,
                    (session, deadline) -> {
                        session.run(
                                "ALTER SYSTEM SET synchronous_standby_names = "
                                        + Sql.literal(names),
                                deadline);
                        return session.run("SELECT pg_catalog.pg_reload_conf()", deadline);
                    });
        }
    }

    private boolean waits(String standby) throws InterruptedException {
        return former.to().now(LOOK).filter(s -> s.commits().waitFor(standby)).isPresent();
    }

    private static int timeline(Member<PostgresSession, Standing> member, String query)
            throws RunFailed, InterruptedException {
        return member.asAdministrator(
                LOOK, (session, deadline) -> session.row(query, deadline).getInteger("timeline"));
    }
}
