package org.rsvpplatform.kit.observe.cause;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The catalogues of the four domains, read from the services' sources. */
final class Catalogues {
    static final Path ROOT = Path.of(System.getProperty("rsvp.root", ".."));

    static final Catalogue DATABASE = read("db");
    static final Catalogue AUTH = read("auth");
    static final Catalogue EMAIL = read("email");
    static final Catalogue STORAGE = read("storage");
    static final List<Catalogue> ALL = List.of(DATABASE, AUTH, EMAIL, STORAGE);

    private Catalogues() {}

    static Path file(String service) {
        return ROOT.resolve(service + "-health-service/src/main/resources/causes.yaml");
    }

    /** What the four services together answer to a text. */
    static List<Diagnosis> diagnose(String text) {
        return Diagnosis.ranked(
                ALL.stream().flatMap(c -> c.diagnose(text, Map.of()).stream()).toList());
    }

    private static Catalogue read(String service) {
        try (InputStream yaml = Files.newInputStream(file(service))) {
            return Catalogue.read(yaml);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
