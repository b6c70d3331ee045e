package org.rsvpplatform.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The last of a full run: what docs/database.md says of how sure the suite is of each cause has
 * been seen in this very run. Alone it has seen nothing, and fails.
 */
@Order(Integer.MAX_VALUE)
@Tag("full")
class ConfirmedTest {
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `(db\\.[a-z-]+)` \\| ([a-z–]+) \\| ([a-z–]+) \\|");

    private static final int CAUSES = 34;
    private static final int CONFIRMED = 28;

    @Test
    void the_document_claims_what_this_run_has_seen() throws IOException {
        Path document = Path.of(System.getProperty("rsvp.root"), "docs", "database.md");
        if (Boolean.getBoolean("rsvp.regenerate")) {
            Files.writeString(
                    document,
                    ROW.matcher(Files.readString(document))
                            .replaceAll(
                                    row ->
                                            "| `%s` | %s | %s |"
                                                    .formatted(
                                                            row.group(1),
                                                            Named.at(row.group(1), false),
                                                            Named.at(row.group(1), true))));
        }
        System.getLogger("confirmed").log(System.Logger.Level.INFO, Named::all);
        List<MatchResult> rows = ROW.matcher(Files.readString(document)).results().toList();

        assertThat(rows).hasSize(CAUSES);
        assertThat(rows)
                .allSatisfy(
                        row -> {
                            seen(row.group(1), row.group(2), false);
                            seen(row.group(1), row.group(3), true);
                        });
        assertThat(rows.stream().map(row -> row.group(1)).filter(Named.confirmed()::contains))
                .hasSizeGreaterThanOrEqualTo(CONFIRMED);
    }

    private static void seen(String cause, String claimed, boolean mysql) {
        String seen = Named.at(cause, mysql);
        assertThat(seen)
                .as("%s at %s", cause, mysql ? "MariaDB" : "PostgreSQL")
                .satisfiesAnyOf(
                        s -> assertThat(s).isEqualTo(claimed),
                        s -> assertThat(s).isEqualTo("confirmed"),
                        _ -> assertThat(claimed).isEqualTo("–"));
    }
}
