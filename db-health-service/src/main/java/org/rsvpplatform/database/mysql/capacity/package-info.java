/**
 * What a MariaDB or MySQL server knows of itself, asked through the observer's login: one class a
 * question, in two round trips, as what may be asked depends on the server and on its grants.
 */
package org.rsvpplatform.database.mysql.capacity;
