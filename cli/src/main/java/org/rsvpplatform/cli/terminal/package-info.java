/** What a terminal can show: lines, colours, tables, progress. */
package org.rsvpplatform.cli.terminal;
