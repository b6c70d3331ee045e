/** What changes something: commands, and what they need to be safe. */
package org.rsvpplatform.kit.act;
