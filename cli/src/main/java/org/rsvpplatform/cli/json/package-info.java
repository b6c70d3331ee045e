/** The answers of the gateway as a tree that renderers walk. */
package org.rsvpplatform.cli.json;
