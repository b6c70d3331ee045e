package org.rsvpplatform.kit.act.benchmark;

/**
 * How long one kind of operation took.
 *
 * @param measure what was done
 * @param count how often it was answered well
 * @param perSecond over the time in which it was done
 */
public record Measurement(
        String measure, long count, double perSecond, double p50Ms, double p95Ms, double p99Ms) {}
