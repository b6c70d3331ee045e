package org.rsvpplatform.database.postgresql.check;

/** Sessions whose commit waits for a standby, and for how long the first of them has waited. */
public record Waits(int sessions, double longestSeconds) {}
