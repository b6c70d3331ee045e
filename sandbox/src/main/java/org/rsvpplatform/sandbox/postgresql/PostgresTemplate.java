package org.rsvpplatform.sandbox.postgresql;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.rsvpplatform.sandbox.database.ServerHome;
import org.rsvpplatform.sandbox.process.Account;
import org.rsvpplatform.sandbox.process.Cache;
import org.rsvpplatform.sandbox.process.Command;
import org.rsvpplatform.sandbox.process.Login;
import org.rsvpplatform.sandbox.process.Resource;
import org.rsvpplatform.sandbox.process.SandboxException;
import org.rsvpplatform.sandbox.proxy.Ports;

/**
 * A data directory with roles, schema and demo data, cleanly shut down, ready to be copied. Its
 * pages have checksums: a damaged one is noticed.
 *
 * @param data the data directory
 * @param admin the superuser as the template knows it; each copy gets another password
 */
record PostgresTemplate(Path data, Login admin) {
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final String PASSWORD_FILE = "password";

    /**
     * Each failover leaves a segment of the timeline before it: of the usual size, a few in a row
     * would fill the small disk.
     */
    private static final int SEGMENT_MEGABYTES = 4;

    /**
     * The template for these programs, made when the cache has none yet.
     *
     * @param workshop a folder in the guardian's care to make it in
     */
    static PostgresTemplate of(
            PostgresBinaries binaries, Account account, Cache cache, Path workshop) {
        String name =
                "%s-checked-data-%dm-%d-%s"
                        .formatted(binaries.id(), SEGMENT_MEGABYTES, account.uid(), digest());
        Path folder = cache.folder(name, to -> make(binaries, account, workshop, to));
        try {
            String password = Files.readString(folder.resolve(PASSWORD_FILE));
            return new PostgresTemplate(folder.resolve("data"), new Login("postgres", password));
        } catch (IOException e) {
            throw new SandboxException("cannot read the template in " + folder, e);
        }
    }

    private static String digest() {
        try {
            String content =
                    Resource.text(PostgresTemplate.class, "cluster.sql")
                            + Resource.text(PostgresTemplate.class, "demo.sql");
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(content.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static void make(
            PostgresBinaries binaries, Account account, Path workshop, Path folder) {
        Login admin = Login.random("postgres");
        account.directory(workshop);
        Path password = account.write(workshop.resolve(PASSWORD_FILE), admin.password());
        Cluster cluster = new Cluster(binaries, ServerHome.make(account, workshop));
        int port = Ports.free();
        account.shell(
                DEADLINE,
                """
                "$1" -D "$2" -U postgres -A scram-sha-256 --pwfile="$3" -E UTF8 --locale=C.UTF-8 \
                    --data-checksums --wal-segsize="$4"
                """,
                binaries.program("initdb"),
                cluster.dataDirectory(),
                password,
                SEGMENT_MEGABYTES);
        cluster.write("postgresql.conf", PostgresSettings.setup(port));
        cluster.start();
        new Sql(port, "postgres", admin)
                .execute(Resource.text(PostgresTemplate.class, "cluster.sql"));
        new Sql(port, "postgres", admin).execute("CREATE DATABASE rsvp OWNER rsvp");
        new Sql(port, "rsvp", admin).execute(Resource.text(PostgresTemplate.class, "demo.sql"));
        cluster.stop();
        Command.run(
                List.of(
                        "cp",
                        "-a",
                        cluster.dataDirectory().toString(),
                        password.toString(),
                        folder.toString()),
                DEADLINE);
        cluster.home().remove(workshop);
    }
}
