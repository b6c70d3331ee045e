package org.rsvpplatform.kit.act.failover;

import java.util.List;
import org.rsvpplatform.kit.act.command.GuardReport;

/**
 * The active provider of a group that was started read-only, and waits to be let take writes.
 *
 * @param blocked why it is not let by itself; empty when nothing keeps it from that
 * @param command lets it
 */
public record Waiting(String provider, List<GuardReport> blocked, String command) {}
