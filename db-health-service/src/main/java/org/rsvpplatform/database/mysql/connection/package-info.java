/**
 * Ways to a MySQL or MariaDB server: logged-in sessions through the Vert.x client, its first packet
 * read by us on the way, plain sockets for the questions before a login, and what errors mean as
 * signals. No way of ours counts towards {@code max_connect_errors}.
 */
package org.rsvpplatform.database.mysql.connection;
