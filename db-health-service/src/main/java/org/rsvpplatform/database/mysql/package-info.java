/**
 * MySQL 8 and MariaDB 10.6 or newer as a provider: its settings, and the backend that puts
 * connection, checks and inquiries together. MySQL itself was not run: its packets are replayed in
 * tests as the protocol's documentation has them.
 */
package org.rsvpplatform.database.mysql;
