package org.rsvpplatform.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rsvpplatform.cli.invocation.ExitCode;
import org.rsvpplatform.cli.terminal.Style;

/** What the command line asks of the gateway, and what it tells the shell. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CommandLineTest {
    private static final String HEALTH = "/api/v1/commands/providers:health";
    private static final String RECONNECT = "/api/v1/commands/db:reconnect";
    private static final String RUN = "/api/v1/domains/database/runs/r1";
    private static final String STARTED =
            "{\"runs\":[{\"domain\":\"database\",\"id\":\"r1\",\"href\":\"" + RUN + "\"}]}";

    private GatewayStandIn gateway;

    @BeforeEach
    void start() throws IOException {
        gateway = new GatewayStandIn();
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private CommandLineRun run(String... arguments) {
        return CommandLineRun.at(gateway, arguments);
    }

    @Test
    void parameters_travel_as_their_schema_says() {
        gateway.answers("/api/v1/commands/providers:validate", 200, "{\"verdict\":\"good\"}");

        run("providers:validate", "--strict", "postgresql", "--verbose");

        assertThat(gateway.requests())
                .singleElement()
                .satisfies(
                        request -> {
                            assertThat(request.method()).isEqualTo("POST");
                            assertThat(request.authorization())
                                    .isEqualTo("Bearer " + GatewayStandIn.TOKEN);
                            assertThat(request.body())
                                    .isEqualTo(
                                            "{\"parameters\":{\"target\":\"postgresql\",\"strict\":true,\"verbose\":true}}");
                        });
    }

    @ParameterizedTest
    @CsvSource({
        "good,,GOOD",
        "warning,,GOOD",
        "warning,--strict,UNHEALTHY",
        "bad,,UNHEALTHY",
        "bad,--strict,UNHEALTHY",
        "good,--strict,GOOD",
    })
    void the_verdict_decides_the_exit_code(String verdict, String flag, ExitCode expected) {
        gateway.answers(HEALTH, 200, "{\"verdict\":\"" + verdict + "\"}");

        CommandLineRun run = flag == null ? run("providers:health") : run("providers:health", flag);

        assertThat(run.code()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"UP,GOOD", "DEGRADED,GOOD", "UNKNOWN,UNHEALTHY", "DOWN,UNHEALTHY"})
    void without_a_verdict_the_state_decides(String state, ExitCode expected) {
        gateway.answers(HEALTH, 200, "{\"state\":\"" + state + "\",\"domains\":{}}");

        assertThat(run("providers:health").code()).isEqualTo(expected);
    }

    @Test
    void a_domain_that_did_not_answer_is_never_good() {
        gateway.answers(
                HEALTH,
                200,
                "{\"verdict\":\"good\",\"unreachable\":[{\"domain\":\"email\",\"problem\":\"no"
                        + " answer in 2 s\"}]}");

        CommandLineRun run = run("providers:health");

        assertThat(run.code()).isEqualTo(ExitCode.UNHEALTHY);
        assertThat(run.out()).contains("no answer from email: no answer in 2 s");
    }

    @ParameterizedTest
    @CsvSource({
        "400,USAGE",
        "401,NOT_ALLOWED",
        "403,NOT_ALLOWED",
        "404,USAGE",
        "409,REFUSED",
        "412,REFUSED",
        "422,USAGE",
        "428,REFUSED",
        "500,UNHEALTHY",
        "503,UNHEALTHY",
        "302,UNHEALTHY",
    })
    void an_error_of_the_gateway_becomes_an_exit_code(int status, ExitCode expected) {
        gateway.answers(HEALTH, status, "{\"title\":\"No\",\"detail\":\"because\"}");

        assertThat(run("providers:health").code()).isEqualTo(expected);
        assertThat(gateway.requests()).hasSize(1);
    }

    @Test
    void what_the_summary_and_the_hint_say_of_a_field_is_not_said_again() {
        gateway.answers(
                HEALTH,
                400,
                """
                {"title":"Not usable","detail":"limit is out of range","hint":"give 1 to 9",
                 "errors":[{"field":"limit","problem":"is out of range","fix":"give 1 to 9"},
                           {"field":"sort","problem":"is unknown","fix":"give age"}]}
                """);

        assertThat(run("providers:health").err())
                .isEqualTo(
                        """
                        error: Not usable: limit is out of range
                          sort: is unknown; give age
                          give 1 to 9
                        """);
    }

    @Test
    void a_problem_shows_its_fields_hint_and_link() {
        gateway.answers(
                HEALTH,
                400,
                """
                {"title":"Bad request","detail":"one parameter is wrong","hint":"see the help","cause":"config.invalid",
                 "link":"docs/causes.md#config.invalid","errors":[{"field":"domain","problem":"no domain databse","fix":"did you mean database?"}]}
                """);

        assertThat(run("providers:health").err())
                .isEqualTo(
                        """
                        error: Bad request: one parameter is wrong
                          domain: no domain databse; did you mean database?
                          see the help
                          cause: config.invalid
                          more: docs/causes.md#config.invalid
                        """);
    }

    @Test
    void a_gateway_that_does_not_answer_is_exit_4() {
        CommandLineRun run =
                CommandLineRun.of(
                        Map.of("RSVP_URL", "http://127.0.0.1:9", "RSVP_TOKEN", "t"),
                        100,
                        Style.PLAIN,
                        "providers:health");

        assertThat(run.code()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(run.err()).contains("the gateway at http://127.0.0.1:9 can't be reached");
    }

    @Test
    void without_a_gateway_it_is_said_how_to_get_one() {
        CommandLineRun run = CommandLineRun.of(Map.of(), 100, Style.PLAIN, "providers:health");

        assertThat(run.code()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(run.err()).contains("./rsvp up", "RSVP_URL");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://x", "nonsense", "http:// /"})
    void a_bad_address_is_a_usage_error(String url) {
        assertThat(
                        CommandLineRun.of(
                                        Map.of("RSVP_URL", url),
                                        100,
                                        Style.PLAIN,
                                        "providers:health")
                                .code())
                .isEqualTo(ExitCode.USAGE);
    }

    @Test
    void something_that_is_no_gateway_is_recognised() {
        gateway.answers(HEALTH, 200, "<html>");

        CommandLineRun run = run("providers:health");

        assertThat(run.code()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(run.err()).contains("no JSON");
    }

    @Test
    void a_mistyped_command_suggests_the_nearest() {
        CommandLineRun run = run("providers:helth");

        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("did you mean: ./rsvp providers:health");
    }

    @Test
    void a_command_of_the_guide_that_nobody_offers_says_so_plainly() {
        CommandLineRun run = run("db:restore", "--backup-id=backup_20240131_142530");

        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("that no service offers yet");
    }

    @Test
    void a_command_that_only_the_gateway_knows_is_taken_from_its_catalogue() {
        gateway.answers(
                "/api/v1/commands",
                200,
                """
                {"commands":[{"name":"db:restore","summary":"s","effect":"read","role":"admin","parameters":{"type":"object",
                 "properties":{"backupId":{"type":"string","description":"d"},"maxAttempts":{"type":"integer","description":"d"}},"required":["backupId"]}}]}
                """);
        gateway.answers("/api/v1/commands/db:restore", 200, "{}");

        assertThat(run("db:restore", "--backup-id=b1", "--max-attempts", "3").code())
                .isEqualTo(ExitCode.GOOD);
        assertThat(gateway.requests().getLast().body())
                .isEqualTo("{\"parameters\":{\"backupId\":\"b1\",\"maxAttempts\":3}}");
        assertThat(run("db:restore", "--backup-id=b1", "--max-attempts=many").err())
                .contains("--max-attempts=many: must be a whole number");
        assertThat(run("db:restore").err()).contains("--backup-id");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--detialed", "database extra", "--output=xml"})
    void a_wrong_argument_is_a_usage_error_and_nothing_is_sent(String arguments) {
        CommandLineRun run = run(("providers:health " + arguments).split(" "));

        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("./rsvp providers:health --help");
        assertThat(gateway.requests()).isEmpty();
    }

    @Test
    void a_secret_comes_from_a_file_and_never_from_the_argument_list(@TempDir Path directory)
            throws IOException {
        gateway.answers(
                "/api/v1/commands",
                200,
                """
                {"commands":[{"name":"db:login","summary":"s","effect":"read","role":"admin","parameters":{"type":"object",
                 "properties":{"newPassword":{"type":"string","description":"d","writeOnly":true}},"required":["newPassword"]}}]}
                """);
        gateway.answers("/api/v1/commands/db:login", 200, "{}");
        Path file = Files.writeString(directory.resolve("secret"), "hunter2\n");

        assertThat(run("db:login", "--new-password=hunter2").code()).isEqualTo(ExitCode.USAGE);
        assertThat(run("db:login", "--new-password-file=" + file).code()).isEqualTo(ExitCode.GOOD);

        assertThat(gateway.requests().getLast().body())
                .isEqualTo("{\"parameters\":{\"newPassword\":\"hunter2\"}}");
    }

    @Test
    void a_change_is_followed_to_its_end() {
        gateway.answers(RECONNECT, 202, STARTED);
        gateway.answers(
                RUN,
                200,
                "{\"id\":\"r1\",\"command\":\"db:reconnect\",\"state\":\"running\",\"progress\":0.5,\"steps\":[{\"name\":\"close\",\"state\":\"succeeded\",\"detail\":\"2"
                    + " sessions\"}]}");
        gateway.answers(
                RUN,
                200,
                "{\"id\":\"r1\",\"command\":\"db:reconnect\",\"state\":\"succeeded\",\"progress\":1,\"steps\":[{\"name\":\"close\",\"state\":\"succeeded\",\"detail\":\"2"
                    + " sessions\"},{\"name\":\"verify\",\"state\":\"succeeded\"}],\"result\":{\"reopened\":2}}");

        CommandLineRun run = run("db:reconnect");

        assertThat(run.code()).isEqualTo(ExitCode.GOOD);
        assertThat(run.err())
                .isEqualTo("database: close succeeded  2 sessions\ndatabase: verify succeeded\n");
        assertThat(run.out())
                .isEqualTo("database db:reconnect  succeeded  run r1\nReopened    2\n");
    }

    @ParameterizedTest
    @CsvSource({
        "failed,UNHEALTHY",
        "rolled-back,UNHEALTHY",
        "halted,UNHEALTHY",
        "cancelled,UNHEALTHY",
        "refused,REFUSED"
    })
    void a_run_that_does_not_succeed_tells_the_shell(String state, ExitCode expected) {
        gateway.answers(RECONNECT, 202, STARTED);
        gateway.answers(
                RUN,
                200,
                "{\"id\":\"r1\",\"command\":\"db:reconnect\",\"state\":\"" + state + "\"}");

        assertThat(run("db:reconnect").code()).isEqualTo(expected);
    }

    @Test
    void a_halted_run_shows_its_question_and_the_lines_that_answer_it() {
        gateway.answers(RECONNECT, 202, STARTED);
        gateway.answers(
                RUN,
                200,
                """
                {"id":"r1","command":"db:reconnect","state":"halted",
                 "question":{"text":"Go on?","answers":["forward","abandon"]}}
                """);

        CommandLineRun run = run("db:reconnect");

        assertThat(run.code()).isEqualTo(ExitCode.UNHEALTHY);
        assertThat(run.out())
                .contains(
                        "question: Go on?\n",
                        "  ./rsvp answer database r1 forward\n",
                        "  ./rsvp answer database r1 abandon\n");
    }

    @Test
    void an_answer_reaches_its_run_which_is_followed() {
        gateway.answers(RUN + "/resume", 200, "{}");
        gateway.answers(
                RUN, 200, "{\"id\":\"r1\",\"command\":\"db:reconnect\",\"state\":\"succeeded\"}");

        CommandLineRun run = run("answer", "database", "r1", "forward");

        assertThat(run.code()).isEqualTo(ExitCode.GOOD);
        assertThat(gateway.requests().getFirst().body()).isEqualTo("{\"answer\":\"forward\"}");
        assertThat(run.out()).isEqualTo("database db:reconnect succeeded\n");
    }

    @Test
    void what_may_lose_something_shows_its_plan_and_the_line_that_agrees_to_it() {
        offersDemolition();
        gateway.answers(
                "/api/v1/commands/db:demolish",
                409,
                """
                {"title":"This needs somebody who agrees to its plan","detail":"nobody agreed","plan":
                 {"command":"db:demolish","hash":"12ab","expiresAt":"2026-01-01T10:15:00Z",
                  "steps":[{"name":"roof","what":"take it down"},{"name":"walls"}],
                  "basis":{"owner":"ada"},"ceilings":{"bricks":1024},
                  "guards":[{"name":"empty","holds":true,"evidence":"nobody is inside"}]}}
                """);

        CommandLineRun run = run("db:demolish", "the house");

        assertThat(run.code()).isEqualTo(ExitCode.REFUSED);
        assertThat(run.out())
                .contains(
                        "db:demolish may lose something. It would:",
                        "1.  roof: take it down",
                        "2.  walls",
                        "it may lose up to 1024 bricks",
                        "rests on    owner: ada",
                        "holds       empty: nobody is inside");
        assertThat(run.err()).endsWith("to do this: ./rsvp db:demolish 'the house' --plan=12ab\n");
    }

    @Test
    void whoever_asks_for_json_gets_a_refusal_in_json_too() {
        offersDemolition();
        gateway.answers(
                "/api/v1/commands/db:demolish",
                409,
                """
                {"title":"A guard says no","detail":"empty: ada is inside","hint":"ask her out"}
                """);

        CommandLineRun run = run("db:demolish", "house", "--output=json");

        assertThat(run.code()).isEqualTo(ExitCode.REFUSED);
        assertThat(run.out()).contains("\"detail\": \"empty: ada is inside\"");
        assertThat(run.err()).contains("A guard says no: empty: ada is inside", "ask her out");
    }

    @ParameterizedTest
    @CsvSource({"true, an unknown amount", "false, nothing"})
    void a_loss_that_nobody_knows_is_told_from_none(String unbounded, String shown) {
        offersDemolition();
        gateway.answers(
                "/api/v1/commands/db:demolish",
                409,
                """
                {"title":"This needs somebody who agrees to its plan","detail":"nobody agreed","plan":
                 {"command":"db:demolish","hash":"12ab","expiresAt":"2026-01-01T10:15:00Z",
                  "steps":[],"basis":{},"ceilings":{},"unbounded":UNBOUNDED,"guards":[]}}
                """
                        .replace("UNBOUNDED", unbounded));

        assertThat(run("db:demolish", "house").out()).contains("it may lose " + shown);
    }

    @Test
    void the_plan_that_is_agreed_to_travels_with_the_call() {
        offersDemolition();
        gateway.answers("/api/v1/commands/db:demolish", 202, STARTED);
        gateway.answers(
                RUN, 200, "{\"id\":\"r1\",\"command\":\"db:demolish\",\"state\":\"succeeded\"}");

        CommandLineRun run = run("db:demolish", "house", "--plan=12ab");

        assertThat(run.code()).isEqualTo(ExitCode.GOOD);
        assertThat(gateway.requests())
                .anyMatch(
                        r ->
                                r.body()
                                        .equals(
                                                "{\"parameters\":{\"what\":\"house\"},\"plan\":\"12ab\"}"));
    }

    private void offersDemolition() {
        gateway.answers(
                "/api/v1/commands",
                200,
                """
                {"commands":[{"name":"db:demolish","summary":"s","effect":"destroy","role":"operator","parameters":{"type":"object",
                 "properties":{"what":{"type":"string","description":"d","x-positional":0}}}}]}
                """);
    }

    @Test
    void the_runs_are_json_when_asked_for() {
        gateway.answers(RECONNECT, 202, STARTED);
        gateway.answers(
                RUN, 200, "{\"id\":\"r1\",\"command\":\"db:reconnect\",\"state\":\"succeeded\"}");

        assertThat(run("db:reconnect", "--output=json").out())
                .startsWith("{\n  \"runs\": [\n    {\n      \"domain\": \"database\"");
    }
}
