package org.rsvpplatform.cli.invocation;

/** How a result is printed. The names are what is typed after {@code --output=}. */
public enum OutputFormat {
    /** For people. */
    table,
    /** The gateway's answer as it came, indented; stable. */
    json
}
