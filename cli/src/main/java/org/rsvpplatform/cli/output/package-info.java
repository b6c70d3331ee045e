/** How results become lines, by their shape. */
package org.rsvpplatform.cli.output;
