package org.rsvpplatform.database.benchmark;

/** What is measured. */
enum Measure {
    /** From nothing to a session that is logged in. */
    LOGIN("login"),
    ROUND_TRIP("round trip"),
    READ("read"),
    /** A write that waits for no disk. */
    UNFLUSHED("write, not flushed"),
    /** A commit that waits for no standby. */
    LOCAL("commit, local only"),
    COMMIT("commit"),
    CONCURRENT("concurrent commit"),
    /** As the server counts it, without the way. */
    COMPUTE("computation");

    private final String label;

    Measure(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }
}
