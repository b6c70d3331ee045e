package org.rsvpplatform.database.mysql.failover;

import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.rsvpplatform.database.mysql.connection.MysqlSession;
import org.rsvpplatform.database.mysql.connection.Sql;
import org.rsvpplatform.kit.time.Deadline;

/**
 * Accounts that write where {@code read_only} is on, and the table beside the data that remembers
 * those of them that a fence has locked. Locks and table replicate: whoever holds the data can let
 * them in again, whatever became of us.
 */
public final class UnboundAccounts {
    /**
     * What {@code providers:grants} prints for it: no password, and no hash of one. Source: {@code
     * mysql.global_priv}, MariaDB's manual.
     */
    public static final List<String> TABLES =
            List.of(
                    """
                    CREATE OR REPLACE SQL SECURITY DEFINER VIEW rsvp_probe.account AS \
                    SELECT User, Host, json_value(Priv, '$.access') AS access, \
                    json_value(Priv, '$.version_id') AS version, \
                    json_value(Priv, '$.account_locked') AS locked, \
                    locate('unix_socket', Priv) > 0 AS socket FROM mysql.global_priv \
                    WHERE json_value(Priv, '$.is_role') IS NULL;\
                    """,
                    """
                    CREATE TABLE IF NOT EXISTS rsvp_probe.locked (\
                    user varchar(128) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL, \
                    host varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL, \
                    at timestamp(6) NOT NULL, PRIMARY KEY (user, host));\
                    """);

    /**
     * Bits of {@code access}: READ ONLY ADMIN; and SUPER, which held it in accounts that were
     * written before 10.11. Sources: privilege.h; MariaDB's manual, READ ONLY ADMIN.
     */
    private static final long READ_ONLY_ADMIN = 1L << 33;

    private static final long SUPER = 1L << 15;

    private static final String UNBOUND =
            """
            SELECT User AS user, Host AS host, socket AND Host = 'localhost' AS spared
            FROM rsvp_probe.account
            WHERE CAST(access AS UNSIGNED) & IF(coalesce(CAST(version AS UNSIGNED), 0) < 101100,
                %d, %d) <> 0
              AND coalesce(locked, '0') NOT IN ('1', 'true') AND BINARY User NOT IN (%s)
            """;

    /**
     * One, which shows as a statement names it.
     *
     * @param spared whether it is an operator's own by the server's socket, who must not be locked
     *     out
     */
    record Account(String user, String host, boolean spared) {
        @Override
        public String toString() {
            return Sql.literal(user) + "@" + Sql.literal(host);
        }
    }

    private UnboundAccounts() {}

    /** Whether the administrator sees them, and may remember which ones it locks. */
    static boolean canBeAsked(MysqlSession session, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        return session.row(
                                """
                                SELECT count(*) AS n FROM information_schema.TABLES
                                WHERE TABLE_SCHEMA = 'rsvp_probe'
                                  AND TABLE_NAME IN ('account', 'locked')
                                """,
                                deadline)
                        .getLong("n")
                == 2;
    }

    /**
     * They, but those that are locked already.
     *
     * @param ours users that are left out
     */
    static List<Account> look(MysqlSession session, Set<String> ours, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        List<Account> accounts = new ArrayList<>();
        for (Row row :
                session.run(
                        UNBOUND.formatted(
                                READ_ONLY_ADMIN | SUPER, READ_ONLY_ADMIN, Sql.literals(ours)),
                        deadline)) {
            accounts.add(
                    new Account(
                            row.getString("user"),
                            row.getString("host"),
                            row.getLong("spared") != 0));
        }
        return accounts;
    }

    /**
     * Locks them, but those that are spared. Each is remembered first.
     *
     * @return all of them
     */
    static List<Account> lock(MysqlSession session, Set<String> ours, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        List<Account> accounts = look(session, ours, deadline);
        for (Account account : accounts) {
            if (!account.spared()) {
                session.run(
                        "INSERT INTO rsvp_probe.locked VALUES (%s, %s, now(6)) ON DUPLICATE KEY UPDATE at = at"
                                .formatted(
                                        Sql.literal(account.user()), Sql.literal(account.host())),
                        deadline);
                session.run("ALTER USER IF EXISTS %s ACCOUNT LOCK".formatted(account), deadline);
            }
        }
        return accounts;
    }

    /**
     * Lets all in again that are locked.
     *
     * @return how many were
     */
    static int release(MysqlSession session, Deadline deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        if (!canBeAsked(session, deadline)) {
            return 0; // so we never locked one
        }
        List<Account> accounts = new ArrayList<>();
        for (Row row : session.run("SELECT user, host FROM rsvp_probe.locked", deadline)) {
            accounts.add(new Account(row.getString("user"), row.getString("host"), false));
        }
        for (Account account : accounts) {
            session.run("ALTER USER IF EXISTS %s ACCOUNT UNLOCK".formatted(account), deadline);
        }
        if (!accounts.isEmpty()) {
            session.run("DELETE FROM rsvp_probe.locked", deadline);
        }
        return accounts.size();
    }
}
