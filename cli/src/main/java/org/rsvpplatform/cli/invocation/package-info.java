/**
 * What a command gets from outside, and what it answers: the words that all of the command line
 * shares.
 */
package org.rsvpplatform.cli.invocation;
