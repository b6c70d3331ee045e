/** MariaDB pairs, their faults and their healing. */
package org.rsvpplatform.sandbox.mariadb;
