package org.rsvpplatform.kit.observe.cause;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RemedyTemplateTest {

    @Test
    void values_are_filled_in() {
        assertThat(line("shell", "psql -h {host} -p {port}", Map.of("host", "db1", "port", "5432")))
                .isEqualTo("psql -h db1 -p 5432");
    }

    @Test
    void a_value_that_is_not_known_is_named() {
        assertThat(line("shell", "psql -h {host} -p {port:5432}", Map.of()))
                .isEqualTo("psql -h <host> -p 5432");
    }

    @Test
    void a_shell_value_cannot_become_a_command() {
        assertThat(line("shell", "df -h {path}", Map.of("path", "/a; rm -rf /")))
                .isEqualTo("df -h '/a; rm -rf /'");
        assertThat(line("shell", "df -h {path}", Map.of("path", "it's")))
                .isEqualTo("df -h 'it'\\''s'");
        assertThat(line("shell", "df -h {path}", Map.of("path", "--help")))
                .isEqualTo("df -h <path>");
        assertThat(line("shell", "df -h {path}", Map.of("path", "a\nreboot")))
                .isEqualTo("df -h <path>");
    }

    @Test
    void a_name_in_sql_is_quoted_when_it_is_not_plain() {
        assertThat(line("sql", "ALTER USER {user}", Map.of("user", "rsvp")))
                .isEqualTo("ALTER USER rsvp");
        assertThat(line("sql", "ALTER USER {user}", Map.of("user", "Order-1\"; DROP")))
                .isEqualTo("ALTER USER \"Order-1\"\"; DROP\"");
        assertThat(line("sql", "ALTER USER {user}", Map.of("user", "user")))
                .isEqualTo("ALTER USER \"user\"");
        assertThat(line("sql", "DROP TABLE {t}", Map.of("t", "a`b", "kind", "mysql")))
                .isEqualTo("DROP TABLE `a``b`");
    }

    @Test
    void a_literal_in_sql_cannot_end_early() {
        assertThat(line("sql", "WHERE a = '{user}'", Map.of("user", "o'k\\")))
                .isEqualTo("WHERE a = 'o''k\\'");
        assertThat(line("sql", "WHERE a = '{user}'", Map.of("user", "o'k\\", "kind", "mysql")))
                .isEqualTo("WHERE a = 'o''k\\\\'");
    }

    @Test
    void braces_that_are_no_placeholder_stay() {
        assertThat(line("json", "{ \"secret\": \"${JWT_SECRET}\" }", Map.of()))
                .isEqualTo("{ \"secret\": \"${JWT_SECRET}\" }");
    }

    @Test
    void a_condition_holds_until_a_fact_contradicts_it() {
        RemedyTemplate template =
                new RemedyTemplate("t", List.of(), null, Map.of("kind", "postgresql"), null, null);

        assertThat(template.fits(Map.of())).isTrue();
        assertThat(template.fits(Map.of("kind", "postgresql"))).isTrue();
        assertThat(template.fits(Map.of("kind", "mysql"))).isFalse();
    }

    @Test
    void a_remedy_may_need_a_fact() {
        RemedyTemplate template =
                new RemedyTemplate(
                        "t", List.of(), null, Map.of("dataDirectory", "present"), null, null);

        assertThat(template.fits(Map.of())).isFalse();
        assertThat(template.fits(Map.of("dataDirectory", "/srv"))).isTrue();
    }

    @Test
    void a_command_carries_only_parameters_that_are_known() {
        CommandCall call = new CommandCall("db:reconnect", Map.of("provider", "{provider}"));
        RemedyTemplate template = new RemedyTemplate("t", List.of(), null, Map.of(), null, call);

        assertThat(template.fill(Map.of("provider", "postgresql")).command().parameters())
                .containsEntry("provider", "postgresql");
        assertThat(template.fill(Map.of()).command().parameters()).isEmpty();
    }

    private static String line(String language, String line, Map<String, String> facts) {
        return new RemedyTemplate("t", List.of(line), language, Map.of(), null, null)
                .fill(facts)
                .lines()
                .getFirst();
    }
}
