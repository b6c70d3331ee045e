/**
 * What Prometheus reads. One class per thing measured: name, unit, description and tags in one
 * place.
 */
package org.rsvpplatform.kit.serve.metrics;
