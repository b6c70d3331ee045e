package org.rsvpplatform.sandbox.mariadb;

/** Which servers of a pair take no writes after a start until somebody lets them. */
public enum ReadOnlyStart {
    /** The replica: whoever starts the primary has it back as it was. */
    REPLICA,

    /** Both: a primary that comes back by itself, when the other has taken over, does no harm. */
    BOTH
}
