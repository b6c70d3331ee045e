package org.rsvpplatform.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The live table as somebody at a terminal has it: the launcher, a JVM, keys and signals. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class LiveTerminalTest {
    private static final String COMMAND = "./rsvp db:monitor-connections postgresql";
    private static final String PATH = "/api/v1/commands/db:monitor-connections";
    private static final String OTHER_SCREEN = "\u001b[?1049h";
    private static final String OWN_SCREEN = "\u001b[?1049l";
    private static final String BOLD = "\u001b[1m";

    @TempDir static Path directory;
    private static Checkout checkout;

    private GatewayStandIn gateway;

    @BeforeAll
    static void build() throws IOException {
        checkout = Checkout.in(directory);
    }

    @BeforeEach
    void start() throws IOException {
        gateway = new GatewayStandIn();
        gateway.streams(PATH + "/events").tells("answer", Golden.input("connections"));
        gateway.answers(PATH, 200, Golden.input("connections"));
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private PseudoTerminal terminal(String command, String... more) throws IOException {
        Map<String, String> environment =
                more.length == 0
                        ? Map.of("RSVP_URL", gateway.url(), "RSVP_TOKEN", GatewayStandIn.TOKEN)
                        : Map.of(
                                "RSVP_URL",
                                gateway.url(),
                                "RSVP_TOKEN",
                                GatewayStandIn.TOKEN,
                                more[0],
                                more[1]);
        return PseudoTerminal.of(checkout, environment, command);
    }

    private static void assertGivenBack(String shown) {
        assertThat(shown.substring(shown.indexOf(OTHER_SCREEN)))
                .contains("\u001b[?25h" + OWN_SCREEN);
        assertThat(shown.substring(shown.lastIndexOf(OWN_SCREEN)))
                .contains(" icanon", " echo ")
                .doesNotContain("-icanon", "-echo ");
    }

    @Test
    void the_table_is_sorted_by_keys_and_q_gives_the_terminal_back() throws Exception {
        try (PseudoTerminal terminal = terminal(COMMAND)) {
            terminal.await("TRANSACTION▼").await("checkout").await("[t transaction]");
            terminal.type("a").await("AGE▼").type("r").await("AGE▲").type("\u001b[A").type("q");

            String shown = terminal.end();
            assertThat(shown).contains("left with 0", BOLD);
            assertGivenBack(shown);
            assertThat(gateway.requests().getFirst().path())
                    .isEqualTo(PATH + "/events?provider=postgresql&limit=1000");
        }
    }

    @Test
    void control_c_gives_the_terminal_back() throws Exception {
        try (PseudoTerminal terminal = terminal(COMMAND)) {
            terminal.await("checkout").type("\u0003");

            assertGivenBack(terminal.end());
        }
    }

    @Test
    void whoever_kills_it_gets_the_terminal_back() throws Exception {
        try (PseudoTerminal terminal = terminal(COMMAND)) {
            terminal.await("checkout").java().destroy();

            String shown = terminal.end();
            assertThat(shown).contains("left with 143");
            assertGivenBack(shown);
        }
    }

    @Test
    void an_error_gives_the_terminal_back_and_is_told_on_it() throws Exception {
        gateway.answers(PATH + "/events", 403, "{\"detail\": \"your role is too small\"}");
        try (PseudoTerminal terminal = terminal(COMMAND)) {
            terminal.await("checkout");
            GatewayStandIn.Stream stream = gateway.streams(PATH + "/events");
            gateway.noLongerStreams(PATH + "/events");
            stream.hangsUp();

            String shown = terminal.end();
            assertThat(shown.substring(shown.lastIndexOf(OWN_SCREEN)))
                    .contains("your role is too small", "left with 5");
            assertGivenBack(shown);
        }
    }

    @Test
    void another_size_of_the_terminal_is_respected() throws Exception {
        try (PseudoTerminal terminal = terminal(COMMAND)) {
            terminal.await("[t transaction]");
            int before = terminal.shown().length();
            terminal.resize(60, 10)
                    .await(all -> all.substring(before).contains("sort by: [t]  a  w"));

            terminal.type("q").end();
        }
    }

    @Test
    void without_colours_it_moves_the_cursor_and_no_more() throws Exception {
        try (PseudoTerminal terminal = terminal(COMMAND, "NO_COLOR", "1")) {
            terminal.await("checkout").type("q");

            assertThat(terminal.end()).contains(OTHER_SCREEN).doesNotContain(BOLD, "\u001b[3");
        }
    }

    @Test
    void once_prints_the_table_and_no_screen_is_taken() throws Exception {
        for (String command :
                new String[] {
                    COMMAND + " --once", COMMAND + " --output=json", COMMAND + " </dev/null"
                }) {
            try (PseudoTerminal terminal = terminal(command)) {
                assertThat(terminal.end())
                        .contains("checkout", "left with 0")
                        .doesNotContain(OTHER_SCREEN);
            }
        }
    }

    @Test
    void a_dumb_terminal_gets_the_table_once() throws Exception {
        try (PseudoTerminal terminal = terminal(COMMAND, "TERM", "dumb")) {
            assertThat(terminal.end())
                    .contains("checkout", "left with 0")
                    .doesNotContain(OTHER_SCREEN);
        }
    }
}
