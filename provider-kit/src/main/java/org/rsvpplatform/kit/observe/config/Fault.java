package org.rsvpplatform.kit.observe.config;

import java.util.Comparator;

/**
 * One thing that is wrong with the configuration.
 *
 * @param severity a running service refuses an error; a warning is refused only by a strict
 *     validation
 * @param file name of the file
 * @param line counted from 1; 0 when the fault has none (a missing file)
 * @param path of the field, e.g. {@code database.providers.postgresql.port}; empty for the whole
 *     file
 * @param value as the file has it, or null where there is none or it must not be shown
 * @param problem what is wrong, readable after the path and the value
 * @param fix what to do, as an instruction
 */
public record Fault(
        Severity severity,
        String file,
        int line,
        String path,
        String value,
        String problem,
        String fix) {

    public enum Severity {
        ERROR,
        WARNING
    }

    static final Comparator<Fault> BY_PLACE =
            Comparator.comparingInt(Fault::line)
                    .thenComparing(Fault::path)
                    .thenComparing(Fault::severity);

    public boolean isError() {
        return severity == Severity.ERROR;
    }

    /**
     * {@code providers.yaml:12 database.….port: "54x2" is not a port number — write a number from 1
     * to 65535}.
     */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(isError() ? "" : "warning: ").append(file);
        if (line > 0) {
            text.append(':').append(line);
        }
        if (!path.isEmpty()) {
            text.append(' ').append(path);
        }
        text.append(": ");
        if (value != null) {
            text.append('"').append(value).append("\" ");
        }
        return text.append(problem).append(" — ").append(fix).toString();
    }
}
