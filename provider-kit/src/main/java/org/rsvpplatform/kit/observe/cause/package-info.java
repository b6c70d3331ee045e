/**
 * From signals and texts to causes: the catalogue (data, one file a domain) and what a diagnosis
 * says. The same code serves probes, which bring typed signals, and {@code /diagnose}, which brings
 * error texts. Inquiries are written elsewhere; their {@link
 * org.rsvpplatform.kit.observe.cause.Finding findings} are weighed here. Uses only {@link
 * org.rsvpplatform.kit.observe.provider.Layer}; knows no domain.
 */
package org.rsvpplatform.kit.observe.cause;
