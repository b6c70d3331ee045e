package org.rsvpplatform.cli.suite;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rsvpplatform.cli.json.Json;
import org.rsvpplatform.cli.json.JsonReader;
import org.rsvpplatform.cli.json.JsonWriter;

/**
 * What runs, as {@code .rsvp/suite.json} keeps it. It is written when all have started; {@code
 * down} takes the list of processes away and leaves the ports, so that addresses stay the same from
 * one {@code up} to the next.
 *
 * @param config the configuration file that the services read
 */
public record SuiteRecord(String config, List<SuiteProcess> processes) {

    /** The last record; empty when there is none or it can't be read. */
    public static Optional<SuiteRecord> read(SuiteDirectory directory) {
        try (InputStream in = Files.newInputStream(directory.record())) {
            Json json = JsonReader.read(in);
            return Optional.of(
                    new SuiteRecord(
                            json.text("config"),
                            json.get("processes").items().stream()
                                    .map(SuiteProcess::read)
                                    .toList()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    void write(SuiteDirectory directory) {
        Map<String, Json> fields = new LinkedHashMap<>();
        fields.put("config", new Json.Text(config));
        fields.put("processes", new Json.Arr(processes.stream().map(SuiteProcess::json).toList()));
        SuiteDirectory.write(directory.record(), JsonWriter.pretty(new Json.Obj(fields)) + "\n");
    }

    Optional<SuiteProcess> process(String name) {
        return processes.stream().filter(p -> p.name().equals(name)).findFirst();
    }

    /** The gateway's address; empty when none was started. */
    public String url() {
        return process(SuiteModules.GATEWAY)
                .filter(p -> p.pid() > 0)
                .map(SuiteProcess::url)
                .orElse("");
    }

    /** The same with another process of that name. */
    SuiteRecord with(SuiteProcess started) {
        return new SuiteRecord(
                config,
                processes.stream()
                        .map(p -> p.name().equals(started.name()) ? started : p)
                        .toList());
    }

    /** The same with nothing running: the ports stay. */
    SuiteRecord stopped() {
        return new SuiteRecord(
                config,
                processes.stream().map(p -> new SuiteProcess(p.name(), 0, p.port(), "")).toList());
    }
}
