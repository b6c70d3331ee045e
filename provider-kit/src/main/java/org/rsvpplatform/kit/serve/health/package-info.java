/** What Kubernetes asks: is the service itself well? A provider that is down never turns it red. */
package org.rsvpplatform.kit.serve.health;
