/** How a MariaDB replica takes its primary's place. */
package org.rsvpplatform.database.mysql.failover;
