/** What failovers of all kinds of databases have in common. */
package org.rsvpplatform.database.failover;
