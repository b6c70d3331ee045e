/**
 * The commands that the gateway offers, read from its catalogue. Knows neither picocli nor HTTP.
 */
package org.rsvpplatform.cli.catalogue;
