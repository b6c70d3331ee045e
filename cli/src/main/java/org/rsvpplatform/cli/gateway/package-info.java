/** The HTTP client of the gateway, and its errors. */
package org.rsvpplatform.cli.gateway;
