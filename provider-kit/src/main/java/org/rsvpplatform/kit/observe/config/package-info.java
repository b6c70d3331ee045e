/**
 * Reads providers.yaml: a YAML tree in, typed values out, and every fault at once with its line and
 * its fix. A provider kind reads its settings from a {@link
 * org.rsvpplatform.kit.observe.config.Section}. Uses {@code redaction} only.
 */
package org.rsvpplatform.kit.observe.config;
