/** Runs one command of the catalogue: its command line, its runs, its result. */
package org.rsvpplatform.cli.command;
