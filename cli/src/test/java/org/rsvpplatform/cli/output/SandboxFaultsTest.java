package org.rsvpplatform.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.rsvpplatform.cli.Golden;
import org.rsvpplatform.cli.json.JsonReader;
import org.rsvpplatform.cli.terminal.Style;

/** The list of what can be broken. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SandboxFaultsTest {

    private static List<String> lines(int width) throws IOException {
        Page page = new Page(width, Style.PLAIN, Instant.EPOCH, ZoneOffset.UTC);
        new SandboxFaults(page).show(JsonReader.read(Golden.input("faults")));
        return page.lines();
    }

    @Test
    void providers_with_the_same_faults_share_a_table_and_say_below_it_what_each_has_not()
            throws IOException {
        Golden.assertMatches("faults", String.join("\n", lines(80)) + "\n");
    }

    @Test
    void no_line_is_wider_than_the_terminal() throws IOException {
        for (int width : new int[] {60, 80, 100}) {
            assertThat(lines(width)).allMatch(line -> line.length() <= width);
        }
    }
}
