package org.rsvpplatform.database.mysql.inquiry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AccountTest {
    @Test
    void a_server_looks_at_the_host_that_leaves_the_least_open_first() {
        assertThat(
                        Stream.of(
                                        account("rsvp", "%"),
                                        account("rsvp", "10.%"),
                                        account("", "10.1.2.3"),
                                        account("rsvp", "10.1.2.3"),
                                        account("rsvp", "10.1.%"),
                                        account("rsvp", ""))
                                .sorted(Account.AS_A_SERVER_LOOKS))
                .extracting(Account::toString)
                .containsExactly(
                        "'rsvp'@'10.1.2.3'",
                        "''@'10.1.2.3'",
                        "'rsvp'@'10.1.%'",
                        "'rsvp'@'10.%'",
                        "'rsvp'@'%'",
                        "'rsvp'@''");
    }

    @Test
    void a_host_is_an_address_a_pattern_or_an_address_with_a_mask() {
        assertThat(account("rsvp", "10.1.%").takes("10.1.2.3")).isTrue();
        assertThat(account("rsvp", "10.1.0.0/255.255.0.0").takes("10.1.2.3")).isTrue();
        assertThat(account("rsvp", "10.1.0.0/16").takes("10.2.2.3")).isFalse();
        assertThat(account("rsvp", "").takes("10.2.2.3")).isTrue();
    }

    private static Account account(String user, String host) {
        return new Account(user, host, "mysql_native_password", "");
    }
}
