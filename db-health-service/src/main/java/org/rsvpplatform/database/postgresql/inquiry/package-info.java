/** Second looks after a failure: each tells causes apart that look alike from outside. */
package org.rsvpplatform.database.postgresql.inquiry;
