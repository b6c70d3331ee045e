/** What MySQL and MariaDB bring to the benchmark: their statements and what they count of waits. */
package org.rsvpplatform.database.mysql.benchmark;
