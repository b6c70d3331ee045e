-- Nobody logs in without a password.
DELETE FROM mysql.global_priv WHERE User = 'root';
DELETE FROM mysql.proxies_priv;
FLUSH PRIVILEGES;

-- The sandbox's own way in, from an address that no fault and no client uses.
CREATE USER rsvp_sandbox@'127.0.0.2';
GRANT ALL PRIVILEGES ON *.* TO rsvp_sandbox@'127.0.0.2' WITH GRANT OPTION;

CREATE USER admin@'127.0.0.%';
GRANT ALL PRIVILEGES ON *.* TO admin@'127.0.0.%' WITH GRANT OPTION;

CREATE USER rsvp@'127.0.0.%';
GRANT SELECT, INSERT, UPDATE, DELETE ON rsvp.* TO rsvp@'127.0.0.%';
GRANT SELECT, INSERT, UPDATE, DELETE ON rsvp_probe.beat TO rsvp@'127.0.0.%';

CREATE USER rsvp_observer@'127.0.0.%';
GRANT PROCESS, SLAVE MONITOR, BINLOG MONITOR, SHOW DATABASES ON *.* TO rsvp_observer@'127.0.0.%';
GRANT SELECT ON performance_schema.session_connect_attrs TO rsvp_observer@'127.0.0.%';
GRANT SELECT ON performance_schema.events_statements_summary_by_digest TO rsvp_observer@'127.0.0.%';
GRANT SELECT ON performance_schema.threads TO rsvp_observer@'127.0.0.%';
GRANT SELECT ON performance_schema.metadata_locks TO rsvp_observer@'127.0.0.%';
-- Not the hashes of the passwords, beside which their age stands.
GRANT SELECT (Host, User, plugin, ssl_type) ON mysql.user TO rsvp_observer@'127.0.0.%';
CREATE DEFINER = admin@'127.0.0.%' SQL SECURITY DEFINER VIEW rsvp_probe.password_age AS
SELECT User, Host, json_value(Priv, '$.password_last_changed') AS changed,
    json_value(Priv, '$.password_lifetime') AS lifetime
FROM mysql.global_priv WHERE User IN ('rsvp', 'rsvp_observer');
GRANT SELECT ON rsvp_probe.password_age TO rsvp_observer@'127.0.0.%';
GRANT SELECT ON rsvp_probe.epoch TO rsvp_observer@'127.0.0.%';
GRANT SELECT ON rsvp_probe.beat TO rsvp_observer@'127.0.0.%';

CREATE USER rsvp_replication@'127.0.0.%';
GRANT REPLICATION SLAVE ON *.* TO rsvp_replication@'127.0.0.%';
