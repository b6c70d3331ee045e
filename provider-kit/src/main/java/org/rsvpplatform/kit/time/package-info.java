/** Monotonic time: ages and deadlines never come from the wall clock, which can jump. */
package org.rsvpplatform.kit.time;
