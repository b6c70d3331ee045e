package org.rsvpplatform.sandbox.mariadb;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.rsvpplatform.sandbox.process.SandboxException;

/**
 * A server's settings as it runs with them, to see and undo what was changed by hand. Those that
 * tell its {@link Role} are not among them: a failover changes them for good.
 */
record GlobalVariables(Map<String, Setting> settings) {
    private static final Set<String> QUOTED = Set.of("ENUM", "SET", "VARCHAR", "FLAGSET");

    /** Those that tell where the server stands, not how it is set. */
    private static final String QUERY =
            """
            SELECT variable_name, global_value, variable_type
            FROM information_schema.system_variables
            WHERE global_value IS NOT NULL AND variable_name NOT LIKE 'gtid\\_%pos'
              AND variable_name NOT IN ('GTID_BINLOG_STATE', 'READ_ONLY',
                  'RPL_SEMI_SYNC_MASTER_ENABLED')
            """;

    /**
     * @param type as MariaDB names it
     */
    record Setting(String value, String type) {
        String literal() {
            return QUOTED.contains(type) ? "'" + value.replace("'", "''") + "'" : value;
        }
    }

    static GlobalVariables read(MariadbSql sql) {
        Map<String, Setting> settings = new LinkedHashMap<>();
        for (List<String> row : sql.rows(QUERY)) {
            settings.put(row.get(0), new Setting(row.get(1), row.get(2)));
        }
        return new GlobalVariables(settings);
    }

    /** Sets back what is not as it was; false when something can't be set while the server runs. */
    boolean restore(MariadbSql sql) {
        GlobalVariables found = read(sql);
        if (found.equals(this)) {
            return true;
        }
        for (Map.Entry<String, Setting> wanted : settings.entrySet()) {
            if (!wanted.getValue().equals(found.settings.get(wanted.getKey()))) {
                try {
                    sql.execute(
                            "SET GLOBAL %s = %s"
                                    .formatted(wanted.getKey(), wanted.getValue().literal()));
                } catch (SandboxException e) {
                    return false;
                }
            }
        }
        return read(sql).equals(this);
    }
}
