/**
 * Where a service keeps its state: one SQLite file, one process. It says by itself whether it is
 * usable, so that a full disk or a damaged file is a condition to be shown, not a crash. Uses
 * nothing else of the kit.
 */
package org.rsvpplatform.kit.store;
