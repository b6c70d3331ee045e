package org.rsvpplatform.database.mysql;

import io.vertx.core.Vertx;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import org.rsvpplatform.database.capacity.Limits;
import org.rsvpplatform.database.connection.Endpoint;
import org.rsvpplatform.database.connection.KeepSession;
import org.rsvpplatform.database.connection.Login;
import org.rsvpplatform.database.connection.Tls;
import org.rsvpplatform.database.heartbeat.Beating;
import org.rsvpplatform.database.host.Hosts;
import org.rsvpplatform.database.mysql.check.Sources;
import org.rsvpplatform.database.mysql.connection.MysqlSettings;
import org.rsvpplatform.database.mysql.connection.MysqlSettings.Lag;
import org.rsvpplatform.kit.observe.config.Section;
import org.rsvpplatform.kit.observe.domain.ProviderKind;
import org.rsvpplatform.kit.observe.probe.Backend;
import org.rsvpplatform.kit.observe.probe.Names;
import org.rsvpplatform.kit.observe.provider.Provider;
import org.rsvpplatform.kit.time.Ticker;

/** MySQL 8 and MariaDB 10.6 or newer; which of them it is, the server says. */
@Singleton
public class Mysql implements ProviderKind<MysqlSettings> {
    /**
     * Every other probe logs in at the default interval: a login with TLS costs the server more
     * than all that a probe then asks.
     */
    private static final Duration KEEP_SESSION = Duration.ofSeconds(3);

    private static final int USUAL_PORT = 3306;
    private static final long LATE_TRANSACTIONS = 1000;
    private static final Duration LATE = Duration.ofSeconds(30);

    private final Vertx vertx;
    private final Names names;
    private final Clock clock;
    private final Ticker ticker;
    private final Hosts hosts = new Hosts();
    private final Beating beating = new Beating();
    private final Sources sources = new Sources();

    public Mysql(Vertx vertx, Names names, Clock clock, Ticker ticker) {
        this.vertx = vertx;
        this.names = names;
        this.clock = clock;
        this.ticker = ticker;
    }

    @Override
    public String name() {
        return "mysql";
    }

    /** A replica is a copy of its source, users and databases included. */
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
    public MysqlSettings settings(Section section) {
        Section lag = section.nested("lag");
        Endpoint.Via via = section.choice("via", Endpoint.Via.class).orElse(Endpoint.Via.DIRECT);
        return new MysqlSettings(
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
                        lag.number("transactions")
                                .between(0L, Long.MAX_VALUE)
                                .orElse(LATE_TRANSACTIONS),
                        lag.duration("time").orElse(LATE)),
                Limits.of(section.nested("capacity")),
                section.path("dataDirectory").optional().map(Path::toString));
    }

    @Override
    public Backend<?> backend(Provider provider, MysqlSettings settings) {
        return new MysqlBackend(
                provider, settings, vertx, names, clock, ticker, hosts, beating, sources);
    }
}
