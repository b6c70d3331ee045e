package org.rsvpplatform.cli.live;

import org.rsvpplatform.cli.json.Json;

/** What makes the screen be drawn anew. */
sealed interface News {
    /**
     * @param at when it came, in nanoseconds of the JVM's monotonic clock
     */
    record Looked(Json answer, long at) implements News {}

    /** The service answered that it could not look. */
    record LookFailed(String why) implements News {}

    /** The stream ended; it is opened again. */
    record Lost(String why) implements News {}

    /** The stream ended, and the gateway lets us open no other. */
    record Ended(RuntimeException why) implements News {}

    /**
     * @param code of the character; negative when there is nobody any more who could press one
     */
    record Key(int code) implements News {
        boolean leaves() {
            return code < 0 || code == 'q' || code == 'Q' || code == CONTROL_C;
        }

        private static final int CONTROL_C = 3;
    }

    /** The screen has another size. */
    record Resized() implements News {}
}
