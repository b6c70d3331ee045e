/** The certificates of the sandbox's servers. */
package org.rsvpplatform.sandbox.tls;
