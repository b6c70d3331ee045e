package org.rsvpplatform.cli.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.rsvpplatform.cli.json.Json;

/**
 * What a process of the suite sees of our environment: what any program needs, what {@code
 * suite.properties} lists for it, and what its own section of the configuration names. A secret of
 * another domain is none of its business.
 */
final class ProcessEnvironment {
    private static final Set<String> ANY_PROGRAM =
            Set.of("PATH", "HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR");
    private static final String LOG_LEVEL = "LOG_LEVEL";
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)");
    private static final Pattern SECTION = Pattern.compile("^[\"']?([A-Za-z]+)[\"']?\\s*:");

    private final Map<String, String> ours;
    private final SuiteModules modules;

    ProcessEnvironment(Map<String, String> ours, SuiteModules modules) {
        this.ours = ours;
        this.modules = modules;
    }

    /** One that also knows the sandbox's variables. */
    ProcessEnvironment with(Map<String, Json> others) {
        Map<String, String> both = new HashMap<>(ours);
        others.forEach((name, value) -> both.put(name, value.text()));
        return new ProcessEnvironment(both, modules);
    }

    /** For the sandbox. */
    Map<String, String> plain() {
        return of(ANY_PROGRAM);
    }

    /** For the service of a domain, or the gateway. */
    Map<String, String> service(String domain, Path configuration) {
        Set<String> names = new LinkedHashSet<>(ANY_PROGRAM);
        names.add(LOG_LEVEL);
        names.addAll(modules.environment(domain));
        names.addAll(referenced(domain, configuration));
        return of(names);
    }

    private Map<String, String> of(Set<String> names) {
        Map<String, String> chosen = new HashMap<>();
        names.stream().filter(ours::containsKey).forEach(name -> chosen.put(name, ours.get(name)));
        return chosen;
    }

    /**
     * The variables in the domain's section. In a file without sections (JSON on one line) all
     * count.
     */
    private static Set<String> referenced(String domain, Path configuration) {
        Set<String> names = new LinkedHashSet<>();
        try {
            String text = Files.readString(configuration);
            boolean sections = !text.stripLeading().startsWith("{");
            String section = domain;
            for (String line : text.split("\n")) {
                Matcher head = SECTION.matcher(line);
                if (sections && head.find()) {
                    section = head.group(1);
                }
                Matcher reference = REFERENCE.matcher(line);
                while (section.equals(domain) && reference.find()) {
                    names.add(reference.group(1));
                }
            }
        } catch (IOException e) {
            // The service reads the same file, and says what is wrong with it better than we could
            // here.
            return names;
        }
        return names;
    }
}
