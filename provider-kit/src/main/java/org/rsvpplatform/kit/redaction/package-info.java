/**
 * The one place where secrets are kept from being seen. Every text that leaves the process
 * (answers, logs, journal records, exceptions shown to people) passes {@link
 * org.rsvpplatform.kit.redaction.Redactor#clean}. This package uses nothing else of the kit.
 */
package org.rsvpplatform.kit.redaction;
