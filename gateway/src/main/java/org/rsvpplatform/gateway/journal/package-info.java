/** What happened and what was done, over all services. */
package org.rsvpplatform.gateway.journal;
