/** What a service declares of its domain, and the watch that its configuration sets going. */
package org.rsvpplatform.kit.observe.domain;
