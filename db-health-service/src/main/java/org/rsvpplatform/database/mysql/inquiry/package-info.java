/** Second looks that tell neighbouring causes apart, where MySQL and MariaDB differ from others. */
package org.rsvpplatform.database.mysql.inquiry;
