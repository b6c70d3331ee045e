package org.rsvpplatform.kit.observe.config;

/**
 * A field that a reader asked for, as the documentation shows it.
 *
 * @param path such as {@code storage.providers.local.basePath}
 * @param type what it may be, in words
 * @param required whether leaving it out is a fault
 * @param usual what counts when it is left out; empty when there is no such value
 * @param variable the environment variable that fills it or overrides it; empty when there is none
 */
public record Field(String path, String type, boolean required, String usual, String variable) {}
