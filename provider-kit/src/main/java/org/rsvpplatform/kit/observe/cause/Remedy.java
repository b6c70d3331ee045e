package org.rsvpplatform.kit.observe.cause;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.List;

/**
 * A step that helps.
 *
 * @param text what to do
 * @param lines exact lines to paste; never a secret: where one is needed stands {@code <new
 *     password>} without quotes, which no server takes as it is; a value that is not known reads
 *     {@code <host>}
 * @param command a command of ours that does it; null when there is none
 * @param language what the lines are: {@code shell}, {@code sql}, {@code json}, {@code file} (lines
 *     of a configuration file); null without lines
 */
public record Remedy(String text, List<String> lines, CommandCall command, String language) {
    @JsonCreator
    public Remedy {
        lines = lines == null ? List.of() : List.copyOf(lines);
    }

    /** A remedy whose lines have no declared language. */
    public Remedy(String text, List<String> lines, CommandCall command) {
        this(text, lines, command, null);
    }
}
