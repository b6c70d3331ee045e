package org.rsvpplatform.sandbox.control;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.rsvpplatform.sandbox.database.DatabaseServer;
import org.rsvpplatform.sandbox.process.Login;
import org.rsvpplatform.sandbox.smtp.SmtpServer;
import org.rsvpplatform.sandbox.suite.Sandbox;

/** Where the servers of a running sandbox are found. */
record Addresses(Sandbox sandbox) {

    /**
     * One server process.
     *
     * @param pid 0 while it does not run
     * @param port the server's own port, not one of its links
     * @param dataDirectory null for a server that keeps nothing on disk
     */
    record ServerProcess(String name, long pid, String host, int port, String dataDirectory) {}

    /** One server's ports. */
    record Ports(String name, String host, int service, int programs, int direct) {}

    List<ServerProcess> processes() {
        List<ServerProcess> processes = new ArrayList<>();
        for (DatabaseServer server : sandbox.databases()) {
            processes.add(
                    new ServerProcess(
                            server.name(),
                            server.pid().orElse(0),
                            server.host(),
                            server.directPort(),
                            server.dataDirectory().toString()));
        }
        long own = ProcessHandle.current().pid();
        for (SmtpServer server : smtp()) {
            processes.add(
                    new ServerProcess(
                            server.name(), own, server.host(), server.directPort(), null));
        }
        return processes;
    }

    List<Ports> ports() {
        List<Ports> ports = new ArrayList<>();
        for (DatabaseServer s : sandbox.databases()) {
            ports.add(
                    new Ports(
                            s.name(), s.host(), s.servicePort(), s.programsPort(), s.directPort()));
        }
        for (SmtpServer s : smtp()) {
            ports.add(
                    new Ports(
                            s.name(), s.host(), s.servicePort(), s.programsPort(), s.directPort()));
        }
        return ports;
    }

    /** Environment variables with URLs, credentials included. */
    Map<String, String> environment() {
        Map<String, String> variables = new LinkedHashMap<>();
        for (DatabaseServer server : sandbox.databases()) {
            variables.put(
                    variable(server.name()),
                    database(server, server.logins().program(), server.programsPort()));
            variables.put(
                    variable(server.name()) + "_ADMIN",
                    database(server, server.logins().admin(), server.directPort()));
        }
        for (SmtpServer server : smtp()) {
            variables.put(variable(server.name()), smtp(server.login(), server.programsPort()));
            variables.put(
                    variable(server.name()) + "_ADMIN", smtp(server.login(), server.directPort()));
        }
        for (DatabaseServer server : sandbox.databases()) {
            variables.put(
                    server.scheme().equals("mysql")
                            ? "RSVP_SANDBOX_MARIADB_BIN"
                            : "RSVP_SANDBOX_PG_BIN",
                    server.programDirectory().toString());
        }
        return variables;
    }

    private List<SmtpServer> smtp() {
        return List.of(sandbox.smtp(), sandbox.backupSmtp());
    }

    private static String variable(String name) {
        return "RSVP_SANDBOX_" + name.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    // Our passwords are letters and digits: nothing to encode.
    private static String database(DatabaseServer server, Login login, int port) {
        return "%s://%s:%s@127.0.0.1:%d/%s"
                .formatted(
                        server.scheme(), login.user(), login.password(), port, server.database());
    }

    private static String smtp(Login login, int port) {
        return "smtp://%s:%s@127.0.0.1:%d".formatted(login.user(), login.password(), port);
    }
}
