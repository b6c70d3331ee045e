package org.rsvpplatform.sandbox.control;

import java.nio.file.Path;
import org.rsvpplatform.sandbox.database.DatabaseServer;
import org.rsvpplatform.sandbox.mariadb.MariadbServer;
import org.rsvpplatform.sandbox.postgresql.PostgresServer;
import org.rsvpplatform.sandbox.process.Login;
import org.rsvpplatform.sandbox.smtp.SmtpServer;
import org.rsvpplatform.sandbox.suite.Sandbox;

/** Writes {@code providers.yaml} for the services, its secrets in files of their own. */
final class ProvidersFile {
    private final Sandbox sandbox;
    private final Path directory;
    private final ControlServer control;
    private final boolean failover;

    /**
     * @param control ends a server for good when a failover wants that
     * @param failover whether a failover begins by itself
     */
    ProvidersFile(Sandbox sandbox, Path directory, ControlServer control, boolean failover) {
        this.sandbox = sandbox;
        this.directory = directory;
        this.control = control;
        this.failover = failover;
    }

    /** Writes the file and returns its path. */
    Path write() {
        PrivateFiles.directory(directory.resolve("secrets"));
        PrivateFiles.directory(directory.resolve("uploads"));
        Path authority =
                PrivateFiles.write(directory.resolve("secrets/ca.pem"), sandbox.authorityPem());
        PostgresServer postgres = sandbox.postgres().primary();
        MariadbServer mariadb = sandbox.mariadb().primary();
        return PrivateFiles.write(
                directory.resolve("providers.yaml"),
                """
                database:
                  active: %s
                  providers:
                %s%s%s%s  groups:
                %s%sauth:
                  jwt:
                    secret: "%s"
                    expiresIn: 7d
                    algorithm: HS256
                email:
                  active: %s
                  providers:
                %s%sstorage:
                  active: local
                  providers:
                    local:
                      basePath: "%s"
                      publicPath: /uploads
                """
                        .formatted(
                                postgres.name(),
                                database(postgres, authority) + administrator(postgres),
                                standby(sandbox.postgres().standby(), postgres, authority),
                                database(mariadb, authority) + administrator(mariadb),
                                standby(sandbox.mariadb().replica(), mariadb, authority),
                                group(postgres),
                                group(mariadb),
                                secret("jwt", Login.random("jwt").password().repeat(2)),
                                sandbox.smtp().name(),
                                email(sandbox.smtp()),
                                email(sandbox.backupSmtp()),
                                directory.resolve("uploads")));
    }

    private String standby(DatabaseServer server, DatabaseServer primary, Path authority) {
        return database(server, authority) + "      standbyOf: %s\n".formatted(primary.name());
    }

    private String database(DatabaseServer server, Path authority) {
        return """
            %s:
              kind: %s
              host: %s
              port: %d
              database: %s
              user: %s
              password: "%s"
              tls: { mode: prefer, ca: "%s" }
              observer: { user: %s, password: "%s" }
        """
                .formatted(
                        server.name(),
                        server.scheme(),
                        server.host(),
                        server.servicePort(),
                        server.database(),
                        server.user(),
                        secret(server.name(), server.password()),
                        authority,
                        server.logins().observer().user(),
                        secret(server.name() + "-observer", server.logins().observer().password()));
    }

    private String group(DatabaseServer primary) {
        return """
            %s:
              failover:
                auto: %s
                antiFlap: 10s
                hook: { url: "%s/fence", token: "%s" }
                rejoin: { url: "%s/rejoin", token: "%s" }
        """
                .formatted(
                        primary.name(),
                        failover,
                        control.url(),
                        secret("hook", control.token()),
                        control.url(),
                        secret("hook", control.token()));
    }

    /** The standby has the same one from its primary. */
    private String administrator(DatabaseServer server) {
        return "      administrator: { user: %s, password: \"%s\" }\n"
                .formatted(
                        server.logins().admin().user(),
                        secret(
                                server.name() + "-administrator",
                                server.logins().admin().password()));
    }

    private String email(SmtpServer server) {
        return """
            %s:
              host: %s
              port: %d
              secure: false
              auth: { user: %s, pass: "%s" }
              from: rsvp@rsvp.example
        """
                .formatted(
                        server.name(),
                        server.host(),
                        server.servicePort(),
                        server.login().user(),
                        secret(server.name(), server.login().password()));
    }

    private String secret(String name, String value) {
        return "file:" + PrivateFiles.write(directory.resolve("secrets").resolve(name), value);
    }
}
