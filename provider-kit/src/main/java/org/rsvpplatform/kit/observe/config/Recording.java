package org.rsvpplatform.kit.observe.config;

import java.util.function.Consumer;

/**
 * A reading of no file at all, in which every section is there and empty: it learns which fields a
 * reader knows.
 *
 * @param name stands for the names that an operator gives, such as those of providers
 */
record Recording(String name, Consumer<Field> fields) {}
