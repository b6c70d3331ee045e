/** Each service's own paths, under the name of its domain. */
package org.rsvpplatform.gateway.domain;
