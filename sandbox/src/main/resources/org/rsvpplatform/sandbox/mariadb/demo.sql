CREATE DATABASE rsvp CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
USE rsvp;

CREATE TABLE users (
    id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY,
    email varchar(320) NOT NULL UNIQUE,
    name varchar(1000) NOT NULL,
    created_at timestamp(6) NOT NULL DEFAULT current_timestamp(6)
);
CREATE TABLE sessions (
    id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY,
    user_id bigint NOT NULL REFERENCES users (id),
    token_hash char(64) NOT NULL UNIQUE,
    expires_at timestamp(6) NOT NULL
);
CREATE TABLE events (
    id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY,
    host_id bigint NOT NULL REFERENCES users (id),
    title varchar(200) NOT NULL,
    place varchar(200) NOT NULL,
    starts_at timestamp(6) NOT NULL,
    capacity int NOT NULL CHECK (capacity > 0)
);
CREATE TABLE guests (
    id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY,
    event_id bigint NOT NULL REFERENCES events (id),
    name varchar(200) NOT NULL,
    email varchar(320) NOT NULL,
    UNIQUE (event_id, email)
);
CREATE TABLE rsvps (
    guest_id bigint NOT NULL PRIMARY KEY REFERENCES guests (id),
    answer varchar(5) NOT NULL CHECK (answer IN ('yes', 'no', 'maybe')),
    answered_at timestamp(6) NOT NULL DEFAULT current_timestamp(6)
);

INSERT INTO users (email, name)
SELECT concat('user', seq, '@rsvp.example'), concat('User ', seq) FROM seq_1_to_40;
INSERT INTO sessions (user_id, token_hash, expires_at)
SELECT id, sha2(email, 256), now() + INTERVAL 7 DAY FROM users;
INSERT INTO events (host_id, title, place, starts_at, capacity)
SELECT 1 + seq % 40, concat(elt(1 + seq % 4, 'Garden party', 'Product launch', 'Wedding', 'Meetup'), ' ', seq),
       elt(1 + seq % 3, 'Lisbon', 'Oslo', 'Graz'), now() + INTERVAL seq DAY, 20 + seq
FROM seq_1_to_25;
INSERT INTO guests (event_id, name, email)
SELECT e.id, concat('Guest ', seq), concat('guest', seq, '@rsvp.example') FROM events e JOIN seq_1_to_12 ORDER BY e.id, seq;
INSERT INTO rsvps (guest_id, answer)
SELECT id, elt(1 + id % 3, 'yes', 'no', 'maybe') FROM guests WHERE id % 5 <> 0;

-- The one row a provider that the health services write to.
CREATE DATABASE rsvp_probe CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE TABLE rsvp_probe.beat (
    provider varchar(64) NOT NULL PRIMARY KEY,
    beat bigint NOT NULL,
    at timestamp(6) NOT NULL
);

-- The newest epoch that this data has seen, one row a group; a failover writes it.
CREATE TABLE rsvp_probe.epoch (
    group_name varchar(64) NOT NULL PRIMARY KEY,
    provider varchar(64) NOT NULL,
    epoch bigint NOT NULL,
    at timestamp(6) NOT NULL
);

-- Which accounts read_only does not bind, without their passwords, and those that a fence has locked.
CREATE DEFINER = 'rsvp_sandbox'@'127.0.0.2' SQL SECURITY DEFINER VIEW rsvp_probe.account AS
SELECT User, Host, json_value(Priv, '$.access') AS access, json_value(Priv, '$.version_id') AS version,
    json_value(Priv, '$.account_locked') AS locked, locate('unix_socket', Priv) > 0 AS socket
FROM mysql.global_priv WHERE json_value(Priv, '$.is_role') IS NULL;
CREATE TABLE rsvp_probe.locked (
    user varchar(128) NOT NULL,
    host varchar(255) NOT NULL,
    at timestamp(6) NOT NULL,
    PRIMARY KEY (user, host)
);
