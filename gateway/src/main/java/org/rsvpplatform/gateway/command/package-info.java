/**
 * Commands of all services behind one door: found by the services' own catalogues, never by name.
 */
package org.rsvpplatform.gateway.command;
