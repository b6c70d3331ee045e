/** What Prometheus reads of the databases, beside what it reads of any provider. */
package org.rsvpplatform.database.metrics;
