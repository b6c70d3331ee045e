package org.rsvpplatform.database.postgresql.inquiry;

import io.vertx.sqlclient.Row;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.rsvpplatform.database.connection.Attempt;
import org.rsvpplatform.database.connection.Endpoint;
import org.rsvpplatform.database.connection.Login;
import org.rsvpplatform.database.postgresql.connection.Connector;
import org.rsvpplatform.database.postgresql.connection.PostgresSession;
import org.rsvpplatform.database.postgresql.connection.PostgresSettings;
import org.rsvpplatform.database.postgresql.connection.Sql;
import org.rsvpplatform.kit.observe.cause.Finding;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.observe.probe.Failure;
import org.rsvpplatform.kit.observe.probe.Inquiry;
import org.rsvpplatform.kit.observe.probe.LayerFailure;
import org.rsvpplatform.kit.observe.probe.Trace;
import org.rsvpplatform.kit.time.Deadline;

/**
 * What PostgreSQL hides from whom it refuses: it gives a wrong password, a missing role and an
 * expired password one message. The observer's login sees which it is.
 */
public final class LoginInquiry implements Inquiry {
    private static final String PASSWORD = "db.authentication-failed";
    private static final String ROLE = "db.role-missing";
    private static final String EXPIRED = "db.password-expired";
    private static final String HOST = "db.host-not-allowed";

    private final PostgresSettings settings;
    private final Connector connector;

    public LoginInquiry(PostgresSettings settings, Connector connector) {
        this.settings = settings;
        this.connector = connector;
    }

    @Override
    public String name() {
        return "observer-login";
    }

    @Override
    public Set<String> about() {
        return settings.observer().isPresent() ? Set.of(PASSWORD, ROLE, EXPIRED) : Set.of();
    }

    @Override
    public Finding look(Failure failure, Deadline deadline, Trace trace) throws Exception {
        Login observer = settings.observer().orElseThrow();
        String said = refusal(failure);
        if (said == null) {
            return null;
        }
        try (PostgresSession session = open(observer, deadline, trace)) {
            return judge(observer, said, session, deadline);
        } catch (LayerFailure e) {
            return new Finding(
                    name(),
                    Set.of(),
                    Set.of(),
                    "the observer %s can't log in either: %s"
                            .formatted(observer.user(), e.signals().getFirst().evidence()),
                    Map.of());
        }
    }

    /**
     * The SQLSTATE of class 28 that we got; null when the server refused for another reason. What
     * it says of its pg_hba.conf is its own word: it never came to look at the role.
     */
    private static String refusal(Failure failure) {
        return failure.signals().stream()
                .filter(Signal.SqlState.class::isInstance)
                .map(Signal.SqlState.class::cast)
                .filter(signal -> !signal.message().contains("pg_hba.conf"))
                .map(Signal.SqlState::state)
                .filter(state -> state.startsWith("28"))
                .findFirst()
                .orElse(null);
    }

    private PostgresSession open(Login observer, Deadline deadline, Trace trace)
            throws LayerFailure, TimeoutException, InterruptedException {
        return connector.open(observer, settings.database(), Attempt.by(deadline, trace));
    }

    private Finding judge(Login observer, String said, PostgresSession session, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        String user = settings.login().user();
        Row role = null;
        for (Row row : session.run(question(user), deadline)) {
            role = row;
        }
        String seenBy = "seen by observer %s".formatted(observer.user());
        if (role == null) {
            return found(
                    Set.of(ROLE),
                    Set.of(PASSWORD, EXPIRED, HOST),
                    "role %s does not exist (%s in pg_roles)".formatted(user, seenBy));
        }
        if (role.getBoolean("expired")) {
            return found(
                    Set.of(EXPIRED),
                    Set.of(ROLE, HOST),
                    "role %s exists, and its password expired at %s (%s)"
                            .formatted(user, role.getString("until"), seenBy));
        }
        if (!role.getBoolean("login")) {
            return found(
                    Set.of(PASSWORD),
                    Set.of(ROLE, EXPIRED, HOST),
                    "role %s exists and is not allowed to log in (NOLOGIN; %s)"
                            .formatted(user, seenBy));
        }
        if (said.equals("28P01") && settings.via() != Endpoint.Via.DIRECT) {
            return found(
                    Set.of(),
                    Set.of(ROLE, EXPIRED, HOST),
                    "role %s exists, may log in and is not expired (%s): so the password that we have is not the server's, or the proxy keeps another one in a list of its own"
                            .formatted(user, seenBy));
        }
        // 28P01 is said after pg_hba.conf let us in; other refusals have reasons of their own.
        return said.equals("28P01")
                ? new Finding(
                        name(),
                        Set.of(PASSWORD),
                        Set.of(ROLE, EXPIRED, HOST),
                        "role %s exists, may log in and is not expired (%s): so the password that we"
                                        .formatted(user, seenBy)
                                + " have is not the server's, or it keeps it in a form that"
                                + " pg_hba.conf does not take (md5 for scram-sha-256)",
                        Map.of("wrongPassword", "yes"))
                : found(
                        Set.of(),
                        Set.of(ROLE, EXPIRED),
                        "role %s exists, may log in and is not expired (%s)"
                                .formatted(user, seenBy));
    }

    private static String question(String user) {
        return """
        SELECT rolcanlogin AS login, rolvaliduntil::text AS until,
            coalesce(rolvaliduntil < now(), false) AS expired
        FROM pg_catalog.pg_roles WHERE rolname = %s
        """
                .formatted(Sql.literal(user));
    }

    private Finding found(Set<String> confirms, Set<String> rulesOut, String evidence) {
        return new Finding(name(), confirms, rulesOut, evidence, Map.of());
    }
}
