package org.rsvpplatform.sandbox.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.rsvpplatform.sandbox.database.DatabaseServer;
import org.rsvpplatform.sandbox.fault.Breakable;
import org.rsvpplatform.sandbox.fault.Breakables;
import org.rsvpplatform.sandbox.mariadb.MariadbPair;
import org.rsvpplatform.sandbox.mariadb.ReadOnlyStart;
import org.rsvpplatform.sandbox.postgresql.PostgresPair;
import org.rsvpplatform.sandbox.process.Account;
import org.rsvpplatform.sandbox.process.Guardian;
import org.rsvpplatform.sandbox.process.SandboxException;
import org.rsvpplatform.sandbox.proxy.LinkWatch;
import org.rsvpplatform.sandbox.smtp.SmtpServer;
import org.rsvpplatform.sandbox.tls.CertificateAuthority;

/**
 * Real servers on loopback. Each kind is started when it is first asked for, and all of them end
 * with this JVM, however it ends.
 */
public final class Sandbox implements AutoCloseable {
    private final SandboxOptions options;
    private final Account account = Account.forServers();
    private final Path root;
    private final Guardian guardian;
    private final LinkWatch watch = new LinkWatch();
    private final Object postgresStart = new Object();
    private final Object mariadbStart = new Object();
    private final CertificateAuthority authority =
            new CertificateAuthority("rsvp sandbox authority");
    private volatile PostgresPair postgres;
    private volatile MariadbPair mariadb;
    private List<SmtpServer> smtp;

    private Sandbox(SandboxOptions options) {
        this.options = options;
        this.root = root(options.directory());
        this.guardian = Guardian.over(root, account, options.remove());
    }

    /** A sandbox in which nothing runs yet. */
    public static Sandbox open(SandboxOptions options) {
        return new Sandbox(options);
    }

    /** Root's servers run as another account: if that can't come in, they live in /var/tmp. */
    private Path root(Path directory) {
        try {
            Path wanted = Files.createDirectories(directory).toRealPath();
            if (account.switched() && !account.canEnter(wanted)) {
                // The account's own: the template is made in it, and removed by that account.
                return account.directory(
                        Files.createTempDirectory(Path.of("/var/tmp"), "rsvp-sandbox"));
            }
            return account.directory(wanted.resolve("servers"));
        } catch (IOException e) {
            throw new SandboxException("cannot make " + directory, e);
        }
    }

    /** The PostgreSQL primary and its standby. */
    public PostgresPair postgres() {
        synchronized (postgresStart) {
            if (postgres == null) {
                postgres =
                        PostgresPair.start(
                                options.postgresVersion(),
                                root,
                                account,
                                guardian,
                                watch,
                                authority,
                                options.progress());
            }
            return postgres;
        }
    }

    /** The MariaDB primary and its replica. */
    public MariadbPair mariadb() {
        synchronized (mariadbStart) {
            if (mariadb == null) {
                mariadb =
                        MariadbPair.start(
                                root,
                                account,
                                guardian,
                                options.failover() ? ReadOnlyStart.BOTH : ReadOnlyStart.REPLICA,
                                watch,
                                authority,
                                options.progress());
            }
            return mariadb;
        }
    }

    /** Starts everything, the two pairs of databases side by side. */
    public void all() {
        CompletableFuture<MariadbPair> beside =
                CompletableFuture.supplyAsync(this::mariadb, Thread.ofPlatform()::start);
        smtp();
        try {
            postgres();
        } finally {
            // Whatever became of the first: the second must not be half way when all is closed.
            beside.exceptionally(_ -> null).join();
        }
        try {
            beside.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof SandboxException cause ? cause : e;
        }
    }

    /** The database servers that have been started. */
    public synchronized List<DatabaseServer> databases() {
        List<DatabaseServer> started = new ArrayList<>();
        if (postgres != null) {
            started.addAll(postgres.servers());
        }
        if (mariadb != null) {
            started.addAll(mariadb.servers());
        }
        return started;
    }

    /** The SMTP server. */
    public SmtpServer smtp() {
        return smtpServers().getFirst();
    }

    /** The second SMTP server. */
    public SmtpServer backupSmtp() {
        return smtpServers().getLast();
    }

    private synchronized List<SmtpServer> smtpServers() {
        if (smtp == null) {
            smtp =
                    Stream.of("smtp", "backup-smtp")
                            .map(name -> SmtpServer.start(name, watch, authority))
                            .toList();
            options.progress().accept("smtp and backup-smtp ready");
        }
        return smtp;
    }

    /** The authority of the servers' certificates, as PEM. */
    public String authorityPem() {
        return authority.pem();
    }

    /** All servers that have been started, to break and heal by name. */
    public synchronized Breakables breakables() {
        List<Breakable> started = new ArrayList<>(databases());
        if (smtp != null) {
            started.addAll(smtp);
        }
        return new Breakables(started);
    }

    /** Brings everything that has been started into its good condition. */
    public synchronized void heal() {
        if (postgres != null) {
            postgres.heal();
        }
        if (mariadb != null) {
            mariadb.heal();
        }
        healSmtp();
    }

    /** As {@link #heal}, and everybody has the role that it had at first. */
    public synchronized void reset() {
        if (postgres != null) {
            postgres.reset();
        }
        if (mariadb != null) {
            mariadb.reset();
        }
        healSmtp();
    }

    private void healSmtp() {
        if (smtp != null) {
            smtp.forEach(SmtpServer::heal);
        }
    }

    @Override
    public synchronized void close() {
        if (smtp != null) {
            smtp.forEach(SmtpServer::close);
        }
        watch.close();
        guardian.close();
    }
}
