package org.rsvpplatform.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What {@code suite.properties} has: a new domain is tested without a word in any test. */
public final class Services {
    private static final Map<String, String> MODULES =
            read(Path.of(System.getProperty("rsvp.root")));

    private Services() {}

    /** The gateway and all domains. */
    public static List<String> all() {
        return List.copyOf(MODULES.keySet());
    }

    /** The names of the domains. */
    public static List<String> domains() {
        return all().stream().filter(name -> !name.equals("gateway")).toList();
    }

    /** The modules of all of them. */
    static List<String> modules() {
        return List.copyOf(MODULES.values());
    }

    private static Map<String, String> read(Path root) {
        try {
            Map<String, String> modules = new LinkedHashMap<>();
            for (String line : Files.readAllLines(root.resolve("suite.properties"))) {
                if (line.matches("\\w+=.*")) {
                    int equals = line.indexOf('=');
                    modules.put(line.substring(0, equals), line.substring(equals + 1).strip());
                }
            }
            return modules;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
