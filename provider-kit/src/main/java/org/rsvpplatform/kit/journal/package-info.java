/**
 * The append-only record of events of a service; logs, alerts and reports read it. Uses {@code
 * store} and {@code redaction}.
 */
package org.rsvpplatform.kit.journal;
