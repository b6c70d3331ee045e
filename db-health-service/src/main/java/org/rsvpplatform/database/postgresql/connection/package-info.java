/**
 * Ways to a PostgreSQL server: logged-in sessions through the Vert.x client, plain sockets for the
 * questions before a login, and what their errors mean as signals.
 */
package org.rsvpplatform.database.postgresql.connection;
