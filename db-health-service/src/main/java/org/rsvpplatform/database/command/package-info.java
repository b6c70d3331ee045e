/** The database's own commands; they know providers, not kinds of servers. */
package org.rsvpplatform.database.command;
