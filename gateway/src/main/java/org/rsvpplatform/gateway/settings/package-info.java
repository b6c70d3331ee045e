/** What an operator may set of the gateway. Everything else here may use it; it uses nothing. */
package org.rsvpplatform.gateway.settings;
