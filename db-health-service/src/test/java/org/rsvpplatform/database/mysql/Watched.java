package org.rsvpplatform.database.mysql;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.rsvpplatform.database.ProbedDomain;
import org.rsvpplatform.database.postgresql.Seen;
import org.rsvpplatform.kit.observe.domain.DomainWatch;
import org.rsvpplatform.sandbox.mariadb.MariadbPair;
import org.rsvpplatform.sandbox.mariadb.MariadbServer;

/** Servers under watch by a providers.yaml, probed only when a test asks. */
public final class Watched implements AutoCloseable {
    private static final Duration WARMING = Duration.ofSeconds(10);
    private static final AtomicBoolean WARM = new AtomicBoolean();

    /** A name that only our own look-up knows. */
    static final String ALIAS = "db3.rsvp.test";

    private final ProbedDomain domain;

    private Watched(String yaml) {
        warmUp(yaml);
        domain = new ProbedDomain(yaml, ALIAS);
    }

    /**
     * The first probe of a JVM loads all that it needs, which takes longer than a probe may. It is
     * another domain's: what is judged by the look before must not know of it.
     */
    private static void warmUp(String yaml) {
        if (WARM.compareAndSet(false, true)) {
            try (ProbedDomain first = new ProbedDomain(yaml, ALIAS)) {
                first.watch().providers().stream()
                        .limit(1)
                        .forEach(p -> first.report(p.name(), Optional.of(WARMING)));
            }
        }
    }

    /** The section of each provider by its name, as it stands in the file. */
    static Watched of(String active, Map<String, String> providers) {
        return new Watched(yaml(active, providers));
    }

    private static String yaml(String active, Map<String, String> providers) {
        StringBuilder yaml = new StringBuilder("database:\n  active: " + active);
        yaml.append("\n  providers:\n");
        providers.forEach((name, section) -> yaml.append("    " + name + ": " + section + "\n"));
        return yaml.toString();
    }

    public static Watched of(MariadbPair pair) {
        return new Setup(pair).open();
    }

    /** The same but for a field. */
    public static Watched without(MariadbPair pair, String field) {
        return new Setup(pair).without(field).open();
    }

    public static Setup with(MariadbPair pair) {
        return new Setup(pair);
    }

    /** The providers.yaml of a test. */
    public static final class Setup {
        private final MariadbPair pair;
        private final Map<String, String> primary = new LinkedHashMap<>();
        private final Map<String, String> replica = new LinkedHashMap<>();

        Setup(MariadbPair pair) {
            this.pair = pair;
            MariadbServer server = pair.primary();
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
            address(replica, pair.replica());
            replica.put("standbyOf", server.name());
        }

        private static void address(Map<String, String> fields, MariadbServer server) {
            fields.put("kind", "mysql");
            fields.put("host", server.host());
            fields.put("port", Integer.toString(server.servicePort()));
        }

        public Setup set(String field, String value) {
            primary.put(field, value);
            return this;
        }

        Setup without(String field) {
            primary.remove(field);
            return this;
        }

        Setup onReplica(String field, String value) {
            replica.put(field, value);
            return this;
        }

        /** TLS with our authority. */
        Setup tls(String mode) {
            Path authority = ProbedDomain.write(pair.primary().authorityPem());
            return set("tls", "{ mode: %s, ca: %s }".formatted(mode, authority));
        }

        /** With a login that may promote. */
        public Setup administrated() {
            MariadbServer server = pair.primary();
            return set(
                    "administrator",
                    "{ user: %s, password: %s }"
                            .formatted(
                                    server.logins().admin().user(),
                                    quoted(server.logins().admin().password())));
        }

        public Watched open() {
            return new Watched(yaml());
        }

        /** The file as it is. */
        public String yaml() {
            Map<String, String> sections = new LinkedHashMap<>();
            sections.put(pair.primary().name(), section(primary));
            sections.put(pair.replica().name(), section(replica));
            return Watched.yaml(pair.primary().name(), sections);
        }

        private static String section(Map<String, String> fields) {
            return fields.entrySet().stream()
                    .map(field -> field.getKey() + ": " + field.getValue())
                    .collect(Collectors.joining(", ", "{ ", " }"));
        }

        private static String quoted(String text) {
            return "\"" + text + "\"";
        }
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

    @Override
    public void close() {
        domain.close();
    }
}
