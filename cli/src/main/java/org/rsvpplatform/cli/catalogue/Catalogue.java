package org.rsvpplatform.cli.catalogue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.rsvpplatform.cli.json.Json;
import org.rsvpplatform.cli.json.JsonReader;

/**
 * The commands that the gateway offers. The packaged copy answers help and parsing without a round
 * trip; a command that it lacks is looked for in the gateway's own, which may be newer.
 */
public final class Catalogue {
    private final Json commands;

    private Catalogue(Json commands) {
        this.commands = commands;
    }

    /** The copy of {@code docs/commands.json} that was packaged. */
    public static Catalogue packaged() {
        try (InputStream in = resource("commands.json")) {
            return of(JsonReader.read(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A catalogue in the shape of {@code GET /api/v1/commands}. */
    public static Catalogue of(Json answer) {
        return new Catalogue(answer.get("commands"));
    }

    public Optional<CatalogueCommand> find(String name) {
        return commands.items().stream()
                .filter(c -> c.text("name").equals(name))
                .findFirst()
                .map(CatalogueCommand::read);
    }

    public List<CatalogueCommand> all() {
        return commands.items().stream().map(CatalogueCommand::read).toList();
    }

    public List<String> names() {
        return commands.items().stream().map(c -> c.text("name")).toList();
    }

    /**
     * The commands that the troubleshooting guide names, each with the guide's section; offered or
     * not.
     */
    public static Map<String, String> ofGuide() {
        Map<String, String> sections = new TreeMap<>();
        try (InputStream in = resource("guide-commands.tsv")) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                int tab = line.indexOf('\t');
                if (tab > 0) {
                    sections.put(line.substring(0, tab), line.substring(tab + 1));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sections;
    }

    private static InputStream resource(String name) throws IOException {
        InputStream in = Catalogue.class.getResourceAsStream("/org/rsvpplatform/cli/" + name);
        if (in == null) {
            throw new IOException(
                    "the resource " + name + " is missing from the command line's jar");
        }
        return in;
    }
}
