package org.rsvpplatform.cli.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;
import org.rsvpplatform.cli.invocation.ExitCode;
import org.rsvpplatform.cli.invocation.Failure;

/** What {@code up} starts: names and their modules, in the order of {@code suite.properties}. */
record SuiteModules(Map<String, String> modules) {
    static final String GATEWAY = "gateway";
    static final String SANDBOX = "sandbox";

    static SuiteModules read(SuiteDirectory directory) {
        Map<String, String> modules = new LinkedHashMap<>();
        try {
            for (String line : Files.readAllLines(directory.modules())) {
                int equals = line.indexOf('=');
                if (equals > 0 && !line.startsWith("#")) {
                    modules.put(
                            line.substring(0, equals).strip(), line.substring(equals + 1).strip());
                }
            }
        } catch (IOException e) {
            throw new Failure(
                    ExitCode.USAGE, "can't read " + directory.modules() + "; is this a checkout?");
        }
        return new SuiteModules(modules);
    }

    /** The domains alone, without the gateway. */
    Iterable<String> domains() {
        return modules.keySet().stream().filter(name -> !name.equals(GATEWAY)).toList();
    }
}
