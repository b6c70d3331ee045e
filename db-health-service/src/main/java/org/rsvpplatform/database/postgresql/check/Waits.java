package org.rsvpplatform.database.postgresql.check;

import java.util.List;

/**
 * Sessions whose commit waits for a standby.
 *
 * @param who which commits these are, those of the oldest statements
 */
public record Waits(int sessions, List<String> who) {}
