SET ROLE rsvp;

CREATE TABLE users (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email text NOT NULL UNIQUE,
    name text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE sessions (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id bigint NOT NULL REFERENCES users,
    token_hash text NOT NULL UNIQUE,
    expires_at timestamptz NOT NULL
);
CREATE TABLE events (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    host_id bigint NOT NULL REFERENCES users,
    title text NOT NULL,
    place text NOT NULL,
    starts_at timestamptz NOT NULL,
    capacity int NOT NULL CHECK (capacity > 0)
);
CREATE TABLE guests (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_id bigint NOT NULL REFERENCES events,
    name text NOT NULL,
    email text NOT NULL,
    UNIQUE (event_id, email)
);
CREATE TABLE rsvps (
    guest_id bigint PRIMARY KEY REFERENCES guests,
    answer text NOT NULL CHECK (answer IN ('yes', 'no', 'maybe')),
    answered_at timestamptz NOT NULL DEFAULT now()
);

INSERT INTO users (email, name)
SELECT 'user' || n || '@rsvp.example', 'User ' || n FROM generate_series(1, 40) n;
INSERT INTO sessions (user_id, token_hash, expires_at)
SELECT id, encode(sha256(email::bytea), 'hex'), now() + interval '7 days' FROM users;
INSERT INTO events (host_id, title, place, starts_at, capacity)
SELECT 1 + n % 40, (ARRAY['Garden party', 'Product launch', 'Wedding', 'Meetup'])[1 + n % 4] || ' ' || n,
       (ARRAY['Lisbon', 'Oslo', 'Graz'])[1 + n % 3], now() + n * interval '1 day', 20 + n
FROM generate_series(1, 25) n;
INSERT INTO guests (event_id, name, email)
SELECT e.id, 'Guest ' || n, 'guest' || n || '@rsvp.example' FROM events e, generate_series(1, 12) n;
INSERT INTO rsvps (guest_id, answer)
SELECT id, (ARRAY['yes', 'no', 'maybe'])[1 + id % 3] FROM guests WHERE id % 5 <> 0;

RESET ROLE;

-- The one row a provider that the health services write to.
CREATE SCHEMA rsvp_probe;
CREATE TABLE rsvp_probe.beat (
    provider text PRIMARY KEY,
    beat bigint NOT NULL,
    at timestamptz NOT NULL
);
GRANT USAGE ON SCHEMA rsvp_probe TO rsvp;
GRANT SELECT, INSERT, UPDATE, DELETE ON rsvp_probe.beat TO rsvp;

-- The newest epoch that this data has seen, one row a group; a failover writes it.
CREATE TABLE rsvp_probe.epoch (
    group_name text PRIMARY KEY,
    provider text NOT NULL,
    epoch bigint NOT NULL,
    at timestamptz NOT NULL
);
GRANT SELECT ON rsvp_probe.epoch TO rsvp_observer;
GRANT USAGE ON SCHEMA rsvp_probe TO rsvp_observer;

-- Roles that a fence has locked.
CREATE TABLE rsvp_probe.locked (
    role name PRIMARY KEY,
    at timestamptz NOT NULL
);
