package org.rsvpplatform.sandbox.mariadb;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.rsvpplatform.sandbox.fault.Argument;
import org.rsvpplatform.sandbox.fault.Fault;
import org.rsvpplatform.sandbox.fault.FaultRefused;
import org.rsvpplatform.sandbox.process.Deadline;
import org.rsvpplatform.sandbox.process.Login;
import org.rsvpplatform.sandbox.process.SandboxException;
import org.rsvpplatform.sandbox.proxy.Ports;

/** What can keep the platform's user out, or from its work. */
final class AccessFaults {
    /** The account of the platform's programs. */
    static final String PROGRAM = "rsvp@'%s'".formatted(MariadbSql.CLIENT_HOST);

    private static final Duration BLOCKED = Duration.ofSeconds(10);
    private static final int HOST_IS_BLOCKED = 1129;
    private static final int HEADER_BYTES = 4;
    private static final int ERROR_CODE_END = 7;
    private static final byte ERROR_PACKET = (byte) 0xFF;

    /** Some password, as MySQL 4.0 kept it. */
    private static final String OLD_HASH = "6f8c114b58f2ce9e";

    private static final List<String> PLUGINS =
            List.of("unix_socket", "ed25519", "mysql_old_password");

    /** An address that no account allows. */
    private static final InetAddress STRANGE_HOST = Ports.loopback(1, 1);

    /** An address that accounts allow and that is not the server's own, which is never counted. */
    private static final InetAddress COUNTED_HOST = Ports.loopback(0, 3);

    private final MariadbServer server;
    private final Reach reach;

    AccessFaults(MariadbServer server, Reach reach) {
        this.server = server;
        this.reach = reach;
    }

    List<Fault> all() {
        return List.of(
                Fault.of(
                        "wrong-password",
                        "the password of user rsvp is another one at the server",
                        () ->
                                reach.everywhere(
                                        MariadbSql.setPassword(
                                                Login.random("rsvp"), MariadbSql.CLIENT_HOST))),
                Fault.of(
                        "role-missing",
                        "user rsvp is not there (it is renamed to rsvp_gone)",
                        () ->
                                reach.everywhere(
                                        "RENAME USER %s TO rsvp_gone@'%s'"
                                                .formatted(PROGRAM, MariadbSql.CLIENT_HOST))),
                Fault.of(
                        "password-expired",
                        "the password of user rsvp has expired",
                        () -> reach.everywhere("ALTER USER %s PASSWORD EXPIRE".formatted(PROGRAM))),
                Fault.taking(
                        "auth-plugin",
                        "user rsvp is to log in by =PLUGIN: unix_socket (default), ed25519 (which"
                                + " this server lacks), mysql_old_password",
                        this::changePlugin),
                Fault.of(
                        "host-not-allowed",
                        "clients come from 127.0.1.1, which no account allows",
                        () -> server.links().forEach(link -> link.comeFrom(STRANGE_HOST))),
                Fault.of(
                        "host-blocked",
                        "clients come from 127.0.0.3, which the server has blocked after"
                                + " max_connect_errors",
                        this::blockHost),
                Fault.of(
                        "permission",
                        "user rsvp may no longer read or write the tables",
                        () ->
                                reach.everywhere(
                                        """
                                        GRANT CREATE TEMPORARY TABLES ON rsvp.* TO %1$s;
                                        REVOKE SELECT, INSERT, UPDATE, DELETE ON rsvp.* FROM %1$s;
                                        REVOKE SELECT, INSERT, UPDATE, DELETE ON rsvp_probe.beat
                                            FROM %1$s
                                        """
                                                .formatted(PROGRAM))));
    }

    /** Written into the table: a statement would insist on a plugin that is there. */
    private void changePlugin(Optional<String> argument) {
        String plugin =
                argument.map(text -> Argument.word(text, PLUGINS, "auth-plugin=unix_socket"))
                        .orElse(PLUGINS.getFirst());
        reach.everywhere(
                """
                UPDATE mysql.global_priv SET Priv = JSON_SET(Priv, '$.plugin', '%s',
                        '$.authentication_string', '%s')
                    WHERE User = 'rsvp';
                FLUSH PRIVILEGES;
                SET GLOBAL secure_auth = %s
                """
                        .formatted(
                                plugin,
                                plugin.equals("mysql_old_password") ? OLD_HASH : "",
                                plugin.equals("mysql_old_password") ? "OFF" : "ON"));
    }

    /**
     * Only a host whose name was looked up is counted, so the server has to run with name
     * resolution.
     */
    private void blockHost() {
        server.writeSettings("skip_name_resolve = OFF\nmax_connect_errors = 3\n");
        server.instance().stop();
        server.start();
        if (!Deadline.in(BLOCKED).met(this::isBlockedAfterOneMore)) {
            throw new FaultRefused(
                    "Fault 'host-blocked' can't be had here",
                    "the server does not count errors of 127.0.0.3, whose name can't be looked up",
                    "see that the host's name service answers");
        }
        server.links().forEach(link -> link.comeFrom(COUNTED_HOST));
    }

    /** A connection that leaves without a word counts, unless somebody logs in after it. */
    private boolean isBlockedAfterOneMore() {
        try (Socket bare = new Socket()) {
            bare.bind(new InetSocketAddress(COUNTED_HOST, 0));
            bare.connect(new InetSocketAddress(Ports.loopback(), server.directPort()));
            byte[] greeting = bare.getInputStream().readNBytes(ERROR_CODE_END);
            return greeting.length == ERROR_CODE_END
                    && greeting[HEADER_BYTES] == ERROR_PACKET
                    && (greeting[5] & 0xFF | (greeting[6] & 0xFF) << 8) == HOST_IS_BLOCKED;
        } catch (IOException e) {
            throw new SandboxException("cannot connect to " + server.name(), e);
        }
    }
}
