/** The database service: its domain. Each kind of server has a package of its own. */
package org.rsvpplatform.database;
