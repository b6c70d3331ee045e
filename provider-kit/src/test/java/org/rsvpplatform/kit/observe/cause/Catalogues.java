package org.rsvpplatform.kit.observe.cause;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The catalogues of all domains that {@code suite.properties} names, read from the services'
 * sources.
 */
final class Catalogues {
    static final Path ROOT = Path.of(System.getProperty("rsvp.root", ".."));

    static final List<Catalogue> ALL = readAll();
    static final Catalogue DATABASE = of("database");
    static final Catalogue EMAIL = of("email");

    private Catalogues() {}

    /** What the services together answer to a text. */
    static List<Diagnosis> diagnose(String text) {
        return Diagnosis.ranked(
                ALL.stream().flatMap(c -> c.diagnose(text, Map.of()).stream()).toList());
    }

    private static Catalogue of(String domain) {
        return ALL.stream().filter(c -> c.domain().equals(domain)).findFirst().orElseThrow();
    }

    private static List<Catalogue> readAll() {
        try {
            return Files.readAllLines(ROOT.resolve("suite.properties")).stream()
                    .filter(line -> line.matches("\\w+=.*") && !line.startsWith("gateway="))
                    .map(line -> read(line.substring(line.indexOf('=') + 1).strip()))
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Catalogue read(String module) {
        Path file = ROOT.resolve(module).resolve("src/main/resources/causes.yaml");
        try (InputStream yaml = Files.newInputStream(file)) {
            return Catalogue.read(yaml);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
