/** What leaves the process as a line of the log passes the redactor here. */
package org.rsvpplatform.kit.serve.log;
