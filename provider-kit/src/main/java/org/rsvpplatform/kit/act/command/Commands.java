package org.rsvpplatform.kit.act.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The commands of a service, by name. */
public final class Commands {
    private final String domain;
    private final Parameters parameters;
    private final Map<String, Command<?, ?>> byName = new TreeMap<>();

    public Commands(String domain, Collection<Command<?, ?>> commands, ObjectMapper json) {
        this.domain = domain;
        this.parameters = new Parameters(json);
        for (Command<?, ?> command : commands) {
            if (byName.put(command.declaration().name(), command) != null) {
                throw new IllegalStateException(
                        "two commands are named " + command.declaration().name());
            }
        }
    }

    public Optional<Command<?, ?>> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    public Collection<String> names() {
        return byName.keySet();
    }

    /** The catalogue with its schemas; made anew at each call, since it is rarely asked for. */
    public List<CommandDocument> documents() {
        Schemas schemas = new Schemas();
        return byName.values().stream().map(c -> document(c.declaration(), schemas)).toList();
    }

    private CommandDocument document(Declaration<?, ?> d, Schemas schemas) {
        return new CommandDocument(
                d.name(),
                d.summary(),
                d.effect(),
                d.followable(),
                d.role(),
                d.guide(),
                List.of(domain),
                schemas.of(d.parameters()),
                schemas.of(d.result()),
                d.example());
    }

    /** Binds, then asks. */
    public <P extends Record, R extends Record> R read(ReadCommand<P, R> command, JsonNode given)
            throws InterruptedException {
        return command.read(parameters.bind(given, command.declaration().parameters()));
    }

    /**
     * Binds what stands in an address, to be asked again and again.
     *
     * @param given each value a text; several are a list
     * @throws InvalidParameters when they do not do
     */
    public <P extends Record, R extends Record> ReadCall<P, R> call(
            ReadCommand<P, R> command, Map<String, List<String>> given) {
        Class<P> type = command.declaration().parameters();
        return new ReadCall<>(command, parameters.bind(parameters.ofTexts(given, type), type));
    }

    <P extends Record> P bind(Command<P, ?> command, JsonNode given) {
        return parameters.bind(given, command.declaration().parameters());
    }

    JsonNode storable(Command<?, ?> command, JsonNode given) {
        return parameters.storable(given, command.declaration().parameters());
    }
}
