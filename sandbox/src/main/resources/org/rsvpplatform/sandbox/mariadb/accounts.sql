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
GRANT SELECT ON performance_schema.* TO rsvp_observer@'127.0.0.%';
GRANT SELECT ON sys.* TO rsvp_observer@'127.0.0.%';
-- Not the hashes of the passwords.
GRANT SELECT (Host, User, plugin, ssl_type, password_expired, max_user_connections, is_role)
    ON mysql.user TO rsvp_observer@'127.0.0.%';

CREATE USER rsvp_replication@'127.0.0.%';
GRANT REPLICATION SLAVE ON *.* TO rsvp_replication@'127.0.0.%';
