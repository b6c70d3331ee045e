package org.rsvpplatform.database.postgresql;

import io.vertx.core.Vertx;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.rsvpplatform.database.postgresql.connection.Login;
import org.rsvpplatform.database.postgresql.connection.PostgresSettings;
import org.rsvpplatform.database.postgresql.connection.PostgresSettings.Lag;
import org.rsvpplatform.database.postgresql.connection.PostgresSettings.Via;
import org.rsvpplatform.database.postgresql.connection.Tls;
import org.rsvpplatform.database.postgresql.host.Hosts;
import org.rsvpplatform.kit.observe.config.Section;
import org.rsvpplatform.kit.observe.domain.ProviderKind;
import org.rsvpplatform.kit.observe.probe.Backend;
import org.rsvpplatform.kit.observe.probe.Names;
import org.rsvpplatform.kit.observe.provider.Provider;
import org.rsvpplatform.kit.time.Ticker;

/** PostgreSQL, 14 to 18. */
@Singleton
public class Postgresql implements ProviderKind<PostgresSettings> {
    private static final int USUAL_PORT = 5432;
    private static final long LATE_BYTES = 16L << 20;
    private static final Duration LATE = Duration.ofSeconds(30);

    private final Vertx vertx;
    private final Names names;
    private final Ticker ticker;
    private final Hosts hosts = new Hosts();

    public Postgresql(Vertx vertx, Names names, Ticker ticker) {
        this.vertx = vertx;
        this.names = names;
        this.ticker = ticker;
    }

    @Override
    public String name() {
        return "postgresql";
    }

    /** A standby is a copy of its primary, users and databases included. */
    @Override
    public Set<String> sharedInGroup() {
        return Set.of("database", "user", "password", "tls", "observer");
    }

    @Override
    public PostgresSettings settings(Section section) {
        Section lag = section.nested("lag");
        return new PostgresSettings(
                section.host("host").required().replaceAll("^\\[|]$", ""),
                section.port("port").orElse(USUAL_PORT),
                section.text("database").required(),
                new Login(
                        section.text("user").orEnvironment("DATABASE_USER").required(),
                        section.secret("password").orEnvironment("DATABASE_PASSWORD").required()),
                tls(section.nested("tls")),
                section.section("observer").map(Postgresql::observer),
                section.choice("via", Via.class).orElse(Via.DIRECT),
                section.flag("writeCheck").orElse(true),
                new Lag(
                        lag.number("bytes").between(0L, Long.MAX_VALUE).orElse(LATE_BYTES),
                        lag.duration("time").orElse(LATE)),
                section.path("dataDirectory").optional().map(Path::toString));
    }

    private static Login observer(Section section) {
        return new Login(section.text("user").required(), section.secret("password").required());
    }

    private static Tls tls(Section section) {
        Tls.Mode mode = section.choice("mode", Tls.Mode.class).orElse(Tls.Mode.PREFER);
        Optional<String> authority = section.file("ca").optional().flatMap(ca -> pem(section, ca));
        return new Tls(mode, authority);
    }

    private static Optional<String> pem(Section section, Path file) {
        try {
            String pem = Files.readString(file);
            if (pem.contains("-----BEGIN CERTIFICATE-----")) {
                return Optional.of(pem);
            }
            section.fault("ca", "holds no certificate", "name a PEM file with the authority's");
        } catch (IOException e) {
            section.fault("ca", "can't be read", "let this process's user read it");
        }
        return Optional.empty();
    }

    @Override
    public Backend<?> backend(Provider provider, PostgresSettings settings) {
        return new PostgresBackend(provider, settings, vertx, names, ticker, hosts);
    }
}
