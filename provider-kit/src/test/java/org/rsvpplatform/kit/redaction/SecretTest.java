package org.rsvpplatform.kit.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class SecretTest {

    record Login(String user, Secret password) {}

    @Test
    void neither_text_nor_json_shows_it() throws Exception {
        Login login = new Login("me", Secret.of("hunter2"));

        assertThat(login.toString()).isEqualTo("Login[user=me, password=•••]");
        assertThat(new ObjectMapper().writeValueAsString(login))
                .isEqualTo("{\"user\":\"me\",\"password\":\"•••\"}");
    }

    @Test
    void it_is_read_from_json() throws Exception {
        Login login = new ObjectMapper().readValue("{\"password\":\"hunter2\"}", Login.class);

        assertThat(login.password().reveal()).isEqualTo("hunter2");
    }

    @Test
    void equal_values_are_equal_secrets_with_a_hash_that_is_not_the_texts() {
        Secret one = Secret.of("hunter2");

        assertThat(one).isEqualTo(Secret.of("hunter2")).isNotEqualTo(Secret.of("hunter3"));
        assertThat(one.hashCode())
                .isEqualTo(Secret.of("hunter2").hashCode())
                .isNotEqualTo("hunter2".hashCode());
    }
}
