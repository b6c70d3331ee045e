/**
 * The contract's paths, the same in every service. A request reads what stands in memory; it never
 * waits for a provider unless it asks for a fresh probe.
 */
package org.rsvpplatform.kit.serve.http;
