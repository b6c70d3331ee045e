/** All servers together. */
package org.rsvpplatform.sandbox.suite;
