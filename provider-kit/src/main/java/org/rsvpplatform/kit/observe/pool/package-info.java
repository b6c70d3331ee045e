/** What the platform's programs say of their own connection pools. */
package org.rsvpplatform.kit.observe.pool;
