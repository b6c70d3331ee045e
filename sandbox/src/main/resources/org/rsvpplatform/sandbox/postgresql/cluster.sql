CREATE ROLE rsvp LOGIN;
CREATE ROLE rsvp_observer LOGIN IN ROLE pg_monitor;
CREATE ROLE rsvp_replication LOGIN REPLICATION;
