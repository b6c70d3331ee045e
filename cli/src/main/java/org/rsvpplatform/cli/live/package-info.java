/**
 * A command's answer on the whole screen, drawn anew with each look. Only {@code JlineScreen} knows
 * JLine, and it is loaded when a screen is opened: no other command pays for it.
 */
package org.rsvpplatform.cli.live;
