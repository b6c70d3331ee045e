/** What PostgreSQL brings to the benchmark: its statements, its waits, its processes. */
package org.rsvpplatform.database.postgresql.benchmark;
