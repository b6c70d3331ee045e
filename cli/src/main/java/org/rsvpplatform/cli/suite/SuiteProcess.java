package org.rsvpplatform.cli.suite;

import java.util.LinkedHashMap;
import java.util.Map;
import org.rsvpplatform.cli.json.Json;

/**
 * A process that {@code up} started.
 *
 * @param name the domain, {@code gateway} or {@code sandbox}
 * @param port where it listens; 0 for the sandbox, whose servers have their own
 * @param build what it was built from, so that a newer build is noticed
 */
record SuiteProcess(String name, long pid, int port, String build) {

    static SuiteProcess read(Json json) {
        return new SuiteProcess(
                json.text("name"),
                (long) json.get("pid").number(0),
                (int) json.get("port").number(0),
                json.text("build"));
    }

    Json json() {
        Map<String, Json> fields = new LinkedHashMap<>();
        fields.put("name", new Json.Text(name));
        fields.put("pid", new Json.Num(Long.toString(pid)));
        fields.put("port", new Json.Num(Integer.toString(port)));
        fields.put("build", new Json.Text(build));
        return new Json.Obj(fields);
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }
}
