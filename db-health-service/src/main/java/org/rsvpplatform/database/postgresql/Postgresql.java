package org.rsvpplatform.database.postgresql;

import io.vertx.core.Vertx;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.Set;
import org.rsvpplatform.database.capacity.Limits;
import org.rsvpplatform.database.connection.Endpoint;
import org.rsvpplatform.database.connection.KeepSession;
import org.rsvpplatform.database.connection.Login;
import org.rsvpplatform.database.connection.Tls;
import org.rsvpplatform.database.heartbeat.Beating;
import org.rsvpplatform.database.host.Hosts;
import org.rsvpplatform.database.postgresql.connection.PostgresSettings;
import org.rsvpplatform.database.postgresql.connection.PostgresSettings.Lag;
import org.rsvpplatform.database.postgresql.connection.PostgresSettings.Upkeep;
import org.rsvpplatform.kit.observe.config.Reading;
import org.rsvpplatform.kit.observe.config.Section;
import org.rsvpplatform.kit.observe.domain.ProviderKind;
import org.rsvpplatform.kit.observe.probe.Backend;
import org.rsvpplatform.kit.observe.probe.Names;
import org.rsvpplatform.kit.observe.provider.Provider;
import org.rsvpplatform.kit.time.Ticker;

/** PostgreSQL, 14 to 18. */
@Singleton
public class Postgresql implements ProviderKind<PostgresSettings> {
    /** A login costs the server a process. */
    private static final Duration KEEP_SESSION = Duration.ofSeconds(45);

    private static final int USUAL_PORT = 5432;
    private static final long LATE_BYTES = 16L << 20;
    private static final long SPILLED_BYTES = 1L << 30;
    private static final long DEAD_ROWS = 10_000;
    private static final Duration LATE = Duration.ofSeconds(30);

    private final Vertx vertx;
    private final Names names;
    private final Clock clock;
    private final Ticker ticker;
    private final Hosts hosts = new Hosts();
    private final Beating beating = new Beating();

    public Postgresql(Vertx vertx, Names names, Clock clock, Ticker ticker) {
        this.vertx = vertx;
        this.names = names;
        this.clock = clock;
        this.ticker = ticker;
    }

    @Override
    public String name() {
        return "postgresql";
    }

    /** A standby is a copy of its primary, users and databases included. */
    @Override
    public Set<String> sharedInGroup() {
        return Set.of(
                "database",
                "user",
                "password",
                "tls",
                "observer",
                "administrator",
                "keepSession",
                "capacity");
    }

    @Override
    public PostgresSettings settings(Section section) {
        Section lag = section.nested("lag");
        Section capacity = section.nested("capacity");
        Endpoint.Via via = section.choice("via", Endpoint.Via.class).orElse(Endpoint.Via.DIRECT);
        return new PostgresSettings(
                section.host("host").required().replaceAll("^\\[|]$", ""),
                section.port("port").orElse(USUAL_PORT),
                section.text("database").required(),
                Login.platform(section),
                Tls.of(section.nested("tls")),
                section.section("observer").map(Login::other),
                section.section("administrator").map(Login::other),
                via,
                KeepSession.of(section, via, KEEP_SESSION),
                section.flag("writeCheck").orElse(true),
                new Lag(
                        lag.number("bytes").between(0L, Long.MAX_VALUE).orElse(LATE_BYTES),
                        lag.duration("time").orElse(LATE)),
                Limits.of(capacity),
                new Upkeep(
                        capacity.number("temporaryBytesPerMinute")
                                .between(1L, Long.MAX_VALUE)
                                .orElse(SPILLED_BYTES),
                        size(capacity.number("transactionAge")),
                        capacity.number("deadRows").between(1L, Long.MAX_VALUE).orElse(DEAD_ROWS),
                        size(capacity.number("retainedWal"))),
                section.path("dataDirectory").optional().map(Path::toString));
    }

    private static OptionalLong size(Reading<Long> reading) {
        return reading.between(1L, Long.MAX_VALUE).optional().stream()
                .mapToLong(Long::longValue)
                .findFirst();
    }

    @Override
    public Backend<?> backend(Provider provider, PostgresSettings settings) {
        return new PostgresBackend(provider, settings, vertx, names, clock, ticker, hosts, beating);
    }
}
