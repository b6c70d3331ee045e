/** SMTP servers and their faults. */
package org.rsvpplatform.sandbox.smtp;
