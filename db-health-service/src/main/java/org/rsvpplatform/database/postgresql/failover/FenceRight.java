package org.rsvpplatform.database.postgresql.failover;

/** What a primary's administrator needs for a fence. */
public enum FenceRight {
    SUPERUSER(
            new Privilege(
                    "SUPERUSER",
                    "(SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user)",
                    "ALTER ROLE :role SUPERUSER;")),
    MONITOR(Privilege.role("pg_monitor")),
    SIGNAL_BACKEND(Privilege.role("pg_signal_backend")),
    READ_SERVER_FILES(Privilege.role("pg_read_server_files")),
    WRITE_SERVER_FILES(Privilege.role("pg_write_server_files")),
    READ_FILE(Privilege.execute("pg_read_file(text, bigint, bigint, boolean)")),
    HBA_RULES(Privilege.execute("pg_hba_file_rules()")),
    RELOAD(Privilege.execute("pg_reload_conf()")),
    CREATE_ROLE(
            new Privilege(
                    "CREATEROLE",
                    "(SELECT rolsuper OR rolcreaterole FROM pg_catalog.pg_roles WHERE rolname ="
                            + " current_user)",
                    "ALTER ROLE :role CREATEROLE;")),
    /** Since 16, CREATEROLE reaches only roles of which one has the ADMIN OPTION. */
    ADMIN_OPTION(
            new Privilege(
                    "ADMIN OPTION on every role that logs in",
                    """
                    (pg_catalog.current_setting('server_version_num')::int < 160000 OR NOT EXISTS (
                      SELECT FROM pg_catalog.pg_roles WHERE %s
                      AND NOT pg_catalog.pg_has_role(oid, 'USAGE WITH ADMIN OPTION')))
                    """
                            .formatted(LockedRoles.LOCKABLE),
                    """
                    DO $$ DECLARE r name; BEGIN \
                    IF pg_catalog.current_setting('server_version_num')::int >= 160000 THEN \
                    FOR r IN SELECT rolname FROM pg_catalog.pg_roles WHERE rolcanlogin \
                    AND NOT rolsuper AND NOT rolreplication AND rolname <> :name LOOP \
                    EXECUTE pg_catalog.format('GRANT %I TO %I WITH ADMIN OPTION', r, :name); \
                    END LOOP; END IF; END $$;\
                    """)),
    LOCKED_TABLE(
            new Privilege(
                    "SELECT, INSERT, DELETE on rsvp_probe.locked",
                    """
                    EXISTS (SELECT FROM pg_catalog.pg_class c
                      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                      WHERE n.nspname = 'rsvp_probe' AND c.relname = 'locked'
                      AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')
                      AND pg_catalog.has_table_privilege(c.oid, 'SELECT')
                      AND pg_catalog.has_table_privilege(c.oid, 'INSERT')
                      AND pg_catalog.has_table_privilege(c.oid, 'DELETE'))
                    """,
                    """
                    CREATE SCHEMA IF NOT EXISTS rsvp_probe; \
                    CREATE TABLE IF NOT EXISTS rsvp_probe.locked \
                    (role name PRIMARY KEY, at timestamptz NOT NULL); \
                    GRANT USAGE ON SCHEMA rsvp_probe TO :role; \
                    GRANT SELECT, INSERT, DELETE ON rsvp_probe.locked TO :role;\
                    """));

    private final Privilege privilege;

    FenceRight(Privilege privilege) {
        this.privilege = privilege;
    }

    Privilege privilege() {
        return privilege;
    }

    /** The line that gives it to this role, as a superuser pastes it. */
    public String grantTo(String user) {
        return privilege.grantTo(user);
    }
}
