/** Checks that every kind of database has alike. */
package org.rsvpplatform.database.check;
