/** Where programs learn which provider is the active one, beside the API: files, and an agent. */
package org.rsvpplatform.kit.serve.pointer;
