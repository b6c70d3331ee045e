/**
 * The services as the gateway sees them: where they are, how to ask them, what they answered last.
 */
package org.rsvpplatform.gateway.service;
