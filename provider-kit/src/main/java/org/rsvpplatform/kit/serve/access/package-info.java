/** Who may do what: roles, tokens of people and programs, and the gateway's short-lived tokens. */
package org.rsvpplatform.kit.serve.access;
