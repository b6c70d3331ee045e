package org.rsvpplatform.kit.documentation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The settings of a process as docs/configuration.md shows them: from the source of its
 * {@code @ConfigMapping}, whose Javadoc says what each of them means.
 */
public final class SettingsTable {
    private static final Pattern MEMBER =
            Pattern.compile(
                    "/\\*\\*(?<doc>(?:(?!\\*/).)*)\\*/\\s*"
                            + "(?:@WithDefault\\(\"(?<usual>[^\"]*)\"\\)\\s*)?"
                            + "(?:interface (?<interface>\\w+) \\{"
                            + "|(?<type>[\\w<>, ]+?) (?<name>\\w+)\\(\\);)"
                            + "|(?<close>^ *\\}$)",
                    Pattern.DOTALL | Pattern.MULTILINE);

    private SettingsTable() {}

    /**
     * Checks the part of a process, or writes it anew.
     *
     * @param source the mapping's source file, from the root of the checkout
     */
    public static void mustBeDocumented(String part, String source) throws IOException {
        String code = Files.readString(Path.of(System.getProperty("rsvp.root"), source));
        new Document("configuration.md").mustHave(part, table(code));
    }

    private static String table(String code) {
        Map<String, String> places = new HashMap<>();
        Deque<String> at = new ArrayDeque<>(List.of("rsvp"));
        StringBuilder text =
                new StringBuilder(
                        "\n| setting | variable | when left out | meaning |\n|---|---|---|---|\n");
        Matcher members = MEMBER.matcher(code);
        members.region(code.indexOf("public interface"), code.length());
        while (members.find()) {
            if (members.group("close") != null) {
                at.poll();
            } else if (members.group("interface") != null) {
                at.push(places.get(members.group("interface")));
            } else {
                String setting = at.peek() + "." + dashed(members.group("name"));
                String type = members.group("type");
                if (code.contains("interface " + type + " {")) {
                    places.put(type, setting);
                } else {
                    text.append(row(setting, type, members));
                }
            }
        }
        return text.append('\n').toString();
    }

    private static String row(String setting, String type, Matcher member) {
        boolean named = type.startsWith("Map<");
        String shown = named ? setting + ".<name>" : setting;
        String usual =
                member.group("usual") != null
                        ? "`" + member.group("usual") + "`"
                        : type.startsWith("Optional<") || named ? "–" : "a fault";
        return "| `%s` | `%s` | %s | %s |\n"
                .formatted(shown, variable(shown), usual, meaning(member.group("doc")));
    }

    private static String variable(String setting) {
        return setting.toUpperCase(Locale.ROOT).replace("<NAME>", "<name>").replaceAll("[.-]", "_");
    }

    private static String meaning(String javadoc) {
        return javadoc.replaceAll("(?m)^\\s*\\*", " ")
                .replaceAll("\\{@code ([^}]*)\\}", "`$1`")
                .replaceAll("\\s+", " ")
                .strip();
    }

    private static String dashed(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}
