package org.rsvpplatform.database.postgresql;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.rsvpplatform.database.ProbedDomain;
import org.rsvpplatform.kit.observe.domain.DomainWatch;
import org.rsvpplatform.kit.observe.probe.ProbeReport;
import org.rsvpplatform.sandbox.postgresql.PostgresPair;
import org.rsvpplatform.sandbox.postgresql.PostgresServer;

/**
 * A pair of servers under watch, configured by a real providers.yaml, probed only when a test asks.
 */
public final class Checkup implements AutoCloseable {
    static final Vertx VERTX = ProbedDomain.VERTX;

    /** A name that only our own look-up knows. */
    static final String ALIAS = "db1.rsvp.test";

    private final ProbedDomain domain;

    private Checkup(String yaml) {
        domain = new ProbedDomain(yaml, ALIAS);
    }

    public static Checkup of(PostgresPair pair) {
        return new Setup(pair).open();
    }

    public static Setup with(PostgresPair pair) {
        return new Setup(pair);
    }

    public DomainWatch watch() {
        return domain.watch();
    }

    /** Probes once and explains what was seen to the end. */
    public Seen probe(String provider) {
        return probe(provider, Optional.empty());
    }

    Seen probe(String provider, Optional<Duration> deadline) {
        return domain.probe(provider, deadline);
    }

    /** Probes once and hands the report on as it is. */
    public void report(String provider, Consumer<ProbeReport> listener) {
        listener.accept(probe(provider).first());
    }

    @Override
    public void close() {
        domain.close();
    }

    /** The providers.yaml of a test. */
    public static final class Setup {
        private final PostgresPair pair;
        private final Map<String, String> primary = new LinkedHashMap<>();
        private final Map<String, String> standby = new LinkedHashMap<>();

        Setup(PostgresPair pair) {
            this.pair = pair;
            PostgresServer server = pair.primary();
            address(primary, server);
            primary.put("database", server.database());
            primary.put("user", server.user());
            primary.put("password", quoted(server.password()));
            primary.put(
                    "observer",
                    "{ user: %s, password: %s }"
                            .formatted(
                                    server.logins().observer().user(),
                                    quoted(server.logins().observer().password())));
            address(standby, pair.standby());
            standby.put("standbyOf", server.name());
        }

        private static void address(Map<String, String> fields, PostgresServer server) {
            fields.put("kind", "postgresql");
            fields.put("host", server.host());
            fields.put("port", Integer.toString(server.servicePort()));
        }

        public Setup set(String field, String value) {
            primary.put(field, value);
            return this;
        }

        public Setup without(String field) {
            primary.remove(field);
            return this;
        }

        public Setup onStandby(String field, String value) {
            standby.put(field, value);
            return this;
        }

        /** TLS with our authority. */
        Setup tls(String mode) {
            Path authority = ProbedDomain.write(pair.primary().authorityPem());
            return set("tls", "{ mode: %s, ca: %s }".formatted(mode, authority));
        }

        /** With a login that may promote. */
        public Setup administrated() {
            PostgresServer server = pair.primary();
            return set(
                    "administrator",
                    "{ user: %s, password: %s }"
                            .formatted(
                                    server.logins().admin().user(),
                                    quoted(server.logins().admin().password())));
        }

        public Checkup open() {
            return new Checkup(yaml());
        }

        /** The file as it is. */
        public String yaml() {
            return "database:\n  active: %s\n  providers:\n".formatted(pair.primary().name())
                    + lines(pair.primary().name(), primary)
                    + lines(pair.standby().name(), standby);
        }

        private static String lines(String name, Map<String, String> fields) {
            return fields.entrySet().stream()
                    .map(field -> "      %s: %s\n".formatted(field.getKey(), field.getValue()))
                    .collect(Collectors.joining("", "    " + name + ":\n", ""));
        }

        private static String quoted(String text) {
            return "\"" + text + "\"";
        }
    }
}
