/**
 * Servers' processes: the account they run as, how they are found and signalled, and who cleans up
 * after them. Stands on nothing else.
 */
package org.rsvpplatform.sandbox.process;
