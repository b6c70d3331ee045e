/** How a PostgreSQL standby takes its primary's place. Source: docs/failover.md. */
package org.rsvpplatform.database.postgresql.failover;
