package org.rsvpplatform.kit.act.failover;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.rsvpplatform.kit.act.command.GuardReport;

/**
 * Why a group would or would not change its active provider right now.
 *
 * @param active the one that it has
 * @param standby the one that would follow; absent when there is none
 * @param verb what it would be; absent when there is no standby
 * @param would true when every guard holds
 * @param auto whether it would begin by itself
 * @param budget how long a failover by itself may take; empty when there is no standby
 * @param decisions the last ones, newest first; also those not to act
 * @param intruders providers that take writes beside the active one
 * @param paused until when it does not fail over, and who said so; absent when nobody did
 * @param waiting the active one, while it waits to be let take writes; else absent
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Explanation(
        String group,
        String active,
        String standby,
        long epoch,
        Verb verb,
        String why,
        boolean would,
        boolean auto,
        List<GuardReport> guards,
        List<TimeBudget> budget,
        List<Decision> decisions,
        List<Intruder> intruders,
        Hold paused,
        Waiting waiting) {}
