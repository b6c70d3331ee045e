package org.rsvpplatform.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rsvpplatform.cli.terminal.Style;

/** What results look like, whole, as golden files. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ResultsTest {

    @ParameterizedTest(name = "{0} as {1}")
    @CsvSource({
        "status-down,       providers:health",
        "status-up,         providers:health",
        "status-unknown,    providers:health",
        "status-degraded,   providers:health --detailed",
        "status-of-domain,  providers:health database",
        "validate-faults,   providers:validate --all",
        "grants,            providers:grants postgresql",
        "connection,        providers:test-connection postgresql",
        "verify-all,        providers:verify-all",
        "platform-status,   providers:health",
        "pool-status,       db:pool-status",
        "connections,       db:monitor-connections postgresql",
        "connections-whole, db:monitor-connections postgresql --verbose",
    })
    void is_shown(String input, String line) throws IOException {
        try (GatewayStandIn gateway = new GatewayStandIn()) {
            String[] arguments = line.split(" ");
            gateway.answers(
                    "/api/v1/commands/" + arguments[0],
                    200,
                    Golden.input(input.replace("-whole", "")));

            Golden.assertMatches(input, CommandLineRun.at(gateway, arguments).out());
        }
    }

    private static CommandLineRun narrow(GatewayStandIn gateway, int width, String... line) {
        return CommandLineRun.of(
                Map.of("RSVP_URL", gateway.url(), "RSVP_TOKEN", "t"), width, Style.PLAIN, line);
    }

    @Test
    void a_narrow_terminal_gets_narrow_lines() throws IOException {
        try (GatewayStandIn gateway = new GatewayStandIn()) {
            gateway.answers("/api/v1/commands/providers:health", 200, Golden.input("status-down"));
            CommandLineRun run = narrow(gateway, 70, "providers:health");

            Golden.assertMatches("status-down-narrow", run.out());
            // Lines to be copied are never broken, so they alone may be longer.
            assertThat(run.out().lines().filter(l -> l.length() > 70).map(String::strip))
                    .allSatisfy(line -> assertThat(line).startsWith("sudo"));
        }
    }

    @Test
    void a_narrow_table_of_sessions_is_still_one_without_what_it_can_spare() throws IOException {
        try (GatewayStandIn gateway = new GatewayStandIn()) {
            gateway.answers(
                    "/api/v1/commands/db:monitor-connections", 200, Golden.input("connections"));
            CommandLineRun run = narrow(gateway, 80, "db:monitor-connections", "--once");

            Golden.assertMatches("connections-narrow", run.out());
            assertThat(run.out().lines()).allMatch(line -> line.length() <= 80);
        }
    }

    private static CommandLineRun wholeSessions(int width) throws IOException {
        try (GatewayStandIn gateway = new GatewayStandIn()) {
            gateway.answers(
                    "/api/v1/commands/db:monitor-connections", 200, Golden.input("connections"));
            return narrow(gateway, width, "db:monitor-connections", "--verbose");
        }
    }

    @Test
    void whole_sessions_that_are_too_wide_for_a_terminal_become_lines() throws IOException {
        CommandLineRun run = wholeSessions(80);

        Golden.assertMatches("connections-whole-narrow", run.out());
        assertThat(run.out().lines()).allMatch(line -> line.length() <= 80);
    }

    @Test
    void whole_sessions_stand_in_a_table_where_there_is_room() throws IOException {
        Golden.assertMatches("connections-whole-wide", wholeSessions(200).out());
    }

    @Test
    void rows_that_are_too_wide_for_a_terminal_become_lines() throws IOException {
        try (GatewayStandIn gateway = new GatewayStandIn()) {
            gateway.answers("/api/v1/commands/db:pool-status", 200, Golden.input("pool-status"));
            CommandLineRun run = narrow(gateway, 80, "db:pool-status");

            Golden.assertMatches("pool-status-narrow", run.out());
        }
    }

    @Test
    void a_terminal_gets_colours_and_symbols() throws IOException {
        try (GatewayStandIn gateway = new GatewayStandIn()) {
            gateway.answers("/api/v1/commands/providers:health", 200, Golden.input("status-down"));
            CommandLineRun run =
                    CommandLineRun.of(
                            Map.of("RSVP_URL", gateway.url(), "RSVP_TOKEN", "t"),
                            100,
                            new Style(true, true),
                            "providers:health");

            assertThat(run.out()).contains("\u001b[31m", "✖ ", "✔ ");
            assertThat(run.out().replaceAll("\u001b\\[[0-9]*m", "").lines())
                    .allSatisfy(line -> assertThat(line).doesNotContain("\u001b"));
        }
    }

    @Test
    void escape_sequences_of_a_server_do_not_reach_the_terminal() throws IOException {
        try (GatewayStandIn gateway = new GatewayStandIn()) {
            String hostile =
                    Golden.input("status-down")
                            .replace(
                                    "nothing listens",
                                    "nothing \\u001b[2J\\u009b1m\\u202e listens");
            gateway.answers("/api/v1/commands/providers:health", 200, hostile);

            assertThat(
                            Stream.of(
                                    CommandLineRun.at(gateway, "providers:health").out(),
                                    CommandLineRun.at(gateway, "providers:health", "--output=json")
                                            .out()))
                    .allSatisfy(
                            out ->
                                    assertThat(out)
                                            .doesNotContain("\u001b")
                                            .doesNotContain("\u009b"));
        }
    }

    @Test
    void json_is_the_gateways_answer() throws IOException {
        try (GatewayStandIn gateway = new GatewayStandIn()) {
            gateway.answers(
                    "/api/v1/commands/providers:grants",
                    200,
                    "{\"b\":1.50,\"a\":[],\"c\":{\"d\":\"ü\\n\"},\"e\":null}");

            assertThat(
                            CommandLineRun.at(
                                            gateway,
                                            "providers:grants",
                                            "postgresql",
                                            "--output=json")
                                    .out())
                    .isEqualTo(
                            """
                            {
                              "b": 1.50,
                              "a": [],
                              "c": {
                                "d": "ü\\n"
                              },
                              "e": null
                            }
                            """);
        }
    }

    @Test
    void help_lists_what_is_offered() throws IOException {
        String help = CommandLineRun.of(Map.of(), 100, Style.PLAIN, "--help").out();

        assertThat(help)
                .contains("providers:health", "db:reconnect", "up", "Exit codes")
                .doesNotContain("db:restore");
    }
}
