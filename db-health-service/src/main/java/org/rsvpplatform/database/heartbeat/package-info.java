/**
 * A session that stays open and is asked twice a second, in groups that can fail over: its end is
 * noticed at once, and what it said last bounds what a failover may lose.
 */
package org.rsvpplatform.database.heartbeat;
