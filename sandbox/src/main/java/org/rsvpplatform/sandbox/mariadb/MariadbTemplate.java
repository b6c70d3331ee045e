package org.rsvpplatform.sandbox.mariadb;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;
import org.rsvpplatform.sandbox.database.ServerHome;
import org.rsvpplatform.sandbox.process.Account;
import org.rsvpplatform.sandbox.process.Cache;
import org.rsvpplatform.sandbox.process.Command;
import org.rsvpplatform.sandbox.process.Login;
import org.rsvpplatform.sandbox.process.Resource;
import org.rsvpplatform.sandbox.process.SandboxException;

/**
 * A data directory with accounts, schema and demo data, cleanly shut down, ready to be copied.
 *
 * @param folder holds the data directory {@code data} and InnoDB's redo log in {@code redo}
 * @param own the sandbox's own login as the template knows it; each copy gets another password
 */
record MariadbTemplate(Path folder, Login own) {
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final String PASSWORD_FILE = "password";

    /** The scripts of MariaDB's own {@code mariadb-install-db}, in its order, without the help. */
    private static final List<String> SYSTEM =
            List.of(
                    "mariadb_system_tables.sql",
                    "mariadb_performance_tables.sql",
                    "mariadb_system_tables_data.sql",
                    "maria_add_gis_sp_bootstrap.sql",
                    "mariadb_sys_schema.sql");

    /**
     * The template for these programs, made when the cache has none yet.
     *
     * @param workshop a folder in the guardian's care to make it in
     */
    static MariadbTemplate of(
            MariadbBinaries binaries, Account account, Cache cache, Path workshop) {
        String name = "%s-data-%d-%s".formatted(binaries.id(), account.uid(), digest());
        Path folder = cache.folder(name, to -> make(binaries, account, workshop, to));
        try {
            return new MariadbTemplate(
                    folder,
                    new Login(
                            MariadbSql.OWN_USER, Files.readString(folder.resolve(PASSWORD_FILE))));
        } catch (IOException e) {
            throw new SandboxException("cannot read the template in " + folder, e);
        }
    }

    Path data() {
        return folder.resolve("data");
    }

    Path redo() {
        return folder.resolve("redo");
    }

    private static String digest() {
        CRC32 crc = new CRC32();
        crc.update((accounts() + demo() + SYSTEM).getBytes(StandardCharsets.UTF_8));
        return String.format(Locale.ROOT, "%08x", crc.getValue());
    }

    private static String accounts() {
        return Resource.text(MariadbTemplate.class, "accounts.sql");
    }

    private static String demo() {
        return Resource.text(MariadbTemplate.class, "demo.sql");
    }

    /** In one bootstrap run: no server ever listens while nobody has a password. */
    private static void make(
            MariadbBinaries binaries, Account account, Path workshop, Path folder) {
        Login own = Login.random(MariadbSql.OWN_USER);
        ServerHome home = ServerHome.make(account, workshop);
        Path password = account.write(workshop.resolve(PASSWORD_FILE), own.password());
        Path settings =
                account.write(
                        workshop.resolve("server.cnf"), MariadbSettings.setup(binaries, home));
        Path script = account.write(workshop.resolve("bootstrap.sql"), script(binaries, own));
        account.shell(
                DEADLINE,
                """
                mkdir -m 700 "$4"
                "$1" --defaults-file="$2" --bootstrap --skip-log-bin --skip-log-slave-updates <"$3"
                """,
                binaries.program("mariadbd"),
                settings,
                script,
                home.dataDirectory());
        Command.run(
                List.of(
                        "cp",
                        "-a",
                        home.dataDirectory().toString(),
                        password.toString(),
                        folder.toString()),
                DEADLINE);
        Command.run(
                List.of("cp", "-a", home.walDisk().toString(), folder.resolve("redo").toString()),
                DEADLINE);
        home.remove(workshop);
    }

    private static String script(MariadbBinaries binaries, Login own) {
        StringBuilder script =
                new StringBuilder(
                        "CREATE DATABASE mysql;\nUSE mysql;\nSET @auth_root_socket=NULL;\n");
        try {
            for (String file : SYSTEM) {
                script.append(Files.readString(binaries.share().resolve(file))).append('\n');
            }
        } catch (IOException e) {
            throw new SandboxException("cannot read MariaDB's own scripts", e);
        }
        return script.append(demo())
                .append(accounts())
                .append(MariadbSql.setPassword(own, MariadbSql.OWN_HOST))
                .toString();
    }
}
