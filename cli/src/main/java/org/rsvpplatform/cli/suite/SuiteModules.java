package org.rsvpplatform.cli.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.rsvpplatform.cli.invocation.ExitCode;
import org.rsvpplatform.cli.invocation.Failure;

/**
 * What {@code up} starts, as {@code suite.properties} has it.
 *
 * @param modules names and their modules, in the order of the file
 * @param environment for a name, the variables that its process reads by itself
 */
record SuiteModules(Map<String, String> modules, Map<String, Set<String>> environment) {
    private static final String ENVIRONMENT = ".environment";

    static final String GATEWAY = "gateway";
    static final String SANDBOX = "sandbox";

    static SuiteModules read(SuiteDirectory directory) {
        Map<String, String> modules = new LinkedHashMap<>();
        Map<String, Set<String>> environment = new LinkedHashMap<>();
        try {
            for (String line : Files.readAllLines(directory.modules())) {
                int equals = line.indexOf('=');
                if (equals <= 0 || line.startsWith("#")) {
                    continue;
                }
                String name = line.substring(0, equals).strip();
                String value = line.substring(equals + 1).strip();
                if (name.endsWith(ENVIRONMENT)) {
                    environment.put(
                            name.substring(0, name.length() - ENVIRONMENT.length()),
                            Set.of(value.split("\\s*,\\s*")));
                } else {
                    modules.put(name, value);
                }
            }
        } catch (IOException e) {
            throw new Failure(
                    ExitCode.USAGE, "can't read " + directory.modules() + "; is this a checkout?");
        }
        return new SuiteModules(modules, environment);
    }

    /** The variables that the process of this name reads without being told to. */
    Set<String> environment(String name) {
        return environment.getOrDefault(name, Set.of());
    }

    /** The domains alone, without the gateway. */
    Iterable<String> domains() {
        return modules.keySet().stream().filter(name -> !name.equals(GATEWAY)).toList();
    }
}
