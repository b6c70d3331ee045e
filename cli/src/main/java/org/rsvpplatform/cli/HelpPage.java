package org.rsvpplatform.cli;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rsvpplatform.cli.catalogue.Catalogue;
import org.rsvpplatform.cli.catalogue.CatalogueCommand;
import org.rsvpplatform.cli.terminal.Style;
import org.rsvpplatform.cli.terminal.Terminal;
import org.rsvpplatform.cli.terminal.Words;

/** What {@code ./rsvp --help} prints: all commands by group. */
final class HelpPage {
    private static final int NAME_WIDTH = 28;

    private final Terminal terminal;
    private final Catalogue catalogue;

    HelpPage(Terminal terminal, Catalogue catalogue) {
        this.terminal = terminal;
        this.catalogue = catalogue;
    }

    void print() {
        Style style = terminal.style();
        terminal.print("Watches, diagnoses and repairs the providers of the RSVP Platform.");
        terminal.print("");
        terminal.print(
                style.bold("Usage: ") + "./rsvp <command> [options]      ./rsvp <command> --help");
        section("Suite");
        for (LocalCommand command : LocalCommand.values()) {
            entry(command.typed(), command.summary());
        }
        entry("test", "build and run all tests (--full: every fault in every cell)");
        Map<String, Map<String, CatalogueCommand>> groups = new LinkedHashMap<>();
        for (CatalogueCommand command : catalogue.all()) {
            groups.computeIfAbsent(command.prefix(), _ -> new LinkedHashMap<>())
                    .put(command.name(), command);
        }
        groups.forEach(
                (prefix, commands) -> {
                    section(title(prefix, commands.values()));
                    commands.forEach((name, command) -> entry(name, command.summary()));
                });
        section("Environment");
        entry(
                "RSVP_URL, RSVP_TOKEN",
                "another gateway and the token for it; else this checkout's own");
        entry("NO_COLOR", "words only, no colours");
        section("Exit codes");
        terminal.print(
                "  0 good (degraded too, unless --strict)   1 unhealthy, or a run failed   2"
                        + " usage");
        terminal.print(
                "  3 refused, or a plan to confirm          4 gateway not reachable        5 not"
                        + " allowed");
    }

    /** The commands of one domain stand under its name, others under their prefix. */
    private static String title(String prefix, Collection<CatalogueCommand> commands) {
        List<String> domains = commands.iterator().next().domains();
        boolean same =
                domains.size() == 1 && commands.stream().allMatch(c -> c.domains().equals(domains));
        return Words.label(same ? domains.getFirst() : prefix);
    }

    private void section(String title) {
        terminal.print("");
        terminal.print(terminal.style().bold(title));
    }

    private void entry(String name, String summary) {
        List<String> lines = Words.wrap(summary, Math.max(20, terminal.width() - NAME_WIDTH - 2));
        String first = "  " + name + " ".repeat(Math.max(1, NAME_WIDTH - name.length()));
        for (String line : lines) {
            terminal.print(first + line);
            first = " ".repeat(NAME_WIDTH + 2);
        }
    }
}
