package org.rsvpplatform.kit.act.failover;

import java.time.Instant;
import java.util.List;
import org.rsvpplatform.kit.act.command.GuardReport;

/**
 * A provider that takes writes and is not the active one of its group.
 *
 * @param since its first answer of that kind
 * @param blocked why it is not fenced by itself; empty when it is
 * @param command fences it
 */
public record Intruder(String provider, Instant since, List<GuardReport> blocked, String command) {}
