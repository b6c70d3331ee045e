package org.rsvpplatform.kit.serve.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import java.util.List;

/**
 * Leaves out what the libraries measure and name against Prometheus's conventions, or without a
 * help text; {@code promtool check metrics} finds nothing to say of the rest.
 */
public final class CleanMeters implements MeterFilter {
    private static final List<String> LEFT_OUT =
            List.of(
                    "netty.",
                    "http.server.connections",
                    "http.server.active",
                    "process.cpu.time",
                    "system.cpu.count");

    @Override
    public MeterFilterReply accept(Meter.Id id) {
        boolean leftOut =
                LEFT_OUT.stream().anyMatch(id.getName()::startsWith)
                        || id.getTags().stream().map(Tag::getKey).anyMatch(CleanMeters::camelCase);
        return leftOut ? MeterFilterReply.DENY : MeterFilterReply.NEUTRAL;
    }

    private static boolean camelCase(String label) {
        return label.chars().anyMatch(Character::isUpperCase);
    }
}
