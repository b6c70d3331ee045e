package org.rsvpplatform.database.benchmark;

/** What our user may do with the load's rows. */
record Allowed(boolean reads, boolean writes) {}
