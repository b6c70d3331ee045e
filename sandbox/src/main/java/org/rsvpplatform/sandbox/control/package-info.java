/** The sandbox as a process: its control server and the files that say where everything is. */
package org.rsvpplatform.sandbox.control;
