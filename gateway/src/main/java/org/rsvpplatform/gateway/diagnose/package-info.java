/** What an error text means, asked of every domain's catalogue at once. */
package org.rsvpplatform.gateway.diagnose;
