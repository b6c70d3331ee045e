package org.rsvpplatform.kit.act.failover;

import java.time.DateTimeException;
import java.time.Instant;
import org.rsvpplatform.kit.act.command.InvalidParameters;
import org.rsvpplatform.kit.time.DurationText;

/** When something that an operator says ends: a time, or a while from now. */
final class Until {
    private Until() {}

    /**
     * @param text such as {@code 2026-11-26T18:00:00Z} or {@code 2h}
     * @throws InvalidParameters when it is neither, or over
     */
    static Instant of(String text, Instant now) {
        Instant end;
        try {
            end = Instant.parse(text);
        } catch (DateTimeException _) {
            end =
                    DurationText.parse(text)
                            .map(now::plus)
                            .orElseThrow(
                                    () ->
                                            new InvalidParameters(
                                                    "until",
                                                    "\"%s\" is no time".formatted(text),
                                                    "write 30m, 2h or 2026-11-26T18:00:00Z"));
        }
        if (!end.isAfter(now)) {
            throw new InvalidParameters(
                    "until", "%s is over".formatted(end), "write a time to come");
        }
        return end;
    }
}
