/** PostgreSQL pairs, their faults and their healing. */
package org.rsvpplatform.sandbox.postgresql;
