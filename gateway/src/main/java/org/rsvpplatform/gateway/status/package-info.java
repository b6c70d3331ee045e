/** The platform as a whole: as bad as its worst domain. */
package org.rsvpplatform.gateway.status;
