package org.rsvpplatform.kit.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactorTest {

    private static final String ALPHABET =
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                    + " !\"#$%&'()*+,-./:;<=>?@[]^_`{|}~\\äß€\n";

    private final Redactor redactor = new Redactor();

    @Test
    void a_text_without_secrets_comes_back_as_the_same_object() {
        redactor.register(Secret.of("tr0ub4dor&3"));
        String text = "connect to db1:5432 refused";

        assertThat(redactor.clean(text)).isSameAs(text);
    }

    @Test
    void a_registered_secret_is_hidden_in_every_form_whatever_its_characters() {
        Random random = new Random(20);
        for (int round = 0; round < 300; round++) {
            String secret = randomText(random, 4 + random.nextInt(40));
            Redactor fresh = new Redactor();
            fresh.register(Secret.of(secret));
            byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
            String form = URLEncoder.encode(secret, StandardCharsets.UTF_8);
            for (String seen :
                    new String[] {
                        secret,
                        form,
                        form.replace("+", "%20"),
                        HexFormat.of().formatHex(bytes),
                        HexFormat.of().withUpperCase().formatHex(bytes),
                        Base64.getEncoder().encodeToString(bytes),
                        Base64.getEncoder().withoutPadding().encodeToString(bytes),
                        Base64.getUrlEncoder().encodeToString(bytes),
                        Base64.getUrlEncoder().withoutPadding().encodeToString(bytes),
                    }) {
                assertThat(fresh.clean("[" + seen + "]")).as(secret).isEqualTo("[•••]");
            }
        }
    }

    @Test
    void a_secret_inside_a_longer_base64_token_is_hidden_at_every_alignment() {
        Random random = new Random(21);
        for (int round = 0; round < 300; round++) {
            String secret = randomText(random, 6 + random.nextInt(30));
            Redactor fresh = new Redactor();
            fresh.register(Secret.of(secret));
            int before = 1 + round % 3;
            int after = random.nextInt(5);
            String around = "u".repeat(before) + secret + "t".repeat(after);
            String token =
                    Base64.getEncoder().encodeToString(around.getBytes(StandardCharsets.UTF_8));

            String clean = fresh.clean(token);

            assertThat(clean).contains(Secret.MASK);
            String kept = clean.replace(Secret.MASK, "").replace("=", "");
            assertThat(kept.length())
                    .as("characters that hold no bit of the secret")
                    .isLessThanOrEqualTo(before * 8 / 6 + (after * 8 + 5) / 6);
        }
    }

    @Test
    void cleaning_twice_changes_nothing_more() {
        Random random = new Random(22);
        for (int round = 0; round < 300; round++) {
            redactor.register(Secret.of(randomText(random, 4 + random.nextInt(8))));
            String once = redactor.clean("password=x1 " + randomText(random, 200) + " //u:p@h");

            assertThat(redactor.clean(once)).isEqualTo(once);
        }
    }

    @Test
    void overlapping_secrets_leave_no_rest() {
        redactor.register(Secret.of("abcdef"));
        redactor.register(Secret.of("defghi"));

        assertThat(redactor.clean("<abcdefghi>")).isEqualTo("<•••>");
    }

    @Test
    void a_secret_with_quotes_is_hidden_in_json_xml_and_sql() {
        redactor.register(Secret.of("a\"b'c\\d<e>é"));

        assertThat(redactor.clean("{\"text\":\"a\\\"b'c\\\\d<e>é\"}"))
                .isEqualTo("{\"text\":\"•••\"}");
        assertThat(redactor.clean("{\"text\":\"a\\\"b'c\\\\d<e>\\u00E9\"}"))
                .isEqualTo("{\"text\":\"•••\"}");
        assertThat(redactor.clean("<p>a&quot;b&#39;c\\d&lt;e&gt;é</p>")).isEqualTo("<p>•••</p>");
        assertThat(redactor.clean("'a\"b''c\\d<e>é'")).isEqualTo("'•••'");
    }

    @Test
    void each_long_line_of_a_key_is_hidden_by_itself() {
        redactor.register(
                Secret.of(
                        "-----BEGIN KEY-----\n"
                                + "MIIEvQIBADANBgkqhkiG\n"
                                + "w0BAQEFAASCBKcwggSj\n"
                                + "-----END KEY-----"));

        assertThat(redactor.clean("line 2: w0BAQEFAASCBKcwggSj")).isEqualTo("line 2: •••");
    }

    @Test
    void a_secret_is_hidden_until_it_was_forgotten_as_often_as_registered() {
        Secret secret = Secret.of("correct horse");
        redactor.register(secret);
        redactor.register(secret);

        redactor.forget(secret);
        assertThat(redactor.clean("correct horse")).isEqualTo("•••");
        redactor.forget(secret);
        assertThat(redactor.clean("correct horse")).isEqualTo("correct horse");
    }

    @Test
    void a_very_short_secret_does_not_mangle_every_word() {
        redactor.register(Secret.of("1"));
        redactor.register(Secret.of(""));

        assertThat(redactor.clean("attempt 1 of 21")).isEqualTo("attempt 1 of 21");
        assertThat(redactor.clean("password=1 host=db1")).isEqualTo("password=••• host=db1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Authorization: Bearer SG.x1.y2|Authorization: Bearer •••",
                "authorization: Basic dXNlcjpw|authorization: Basic •••",
                "Authorization: abc123|Authorization: •••",
                "Authorization: Token open sesame|Authorization: Token ••• sesame",
                "-H \"Authorization: Bearer abc.123\" -v|-H \"Authorization: Bearer •••\" -v",
                "{\"authorization\":\"Bearer q1\"}|{\"authorization\":\"Bearer •••\"}",
                "sent bearer 8f2c9d1e77|sent bearer •••",
                "token eyJhbGciOi.eyJzdWIi.c2ln-_x end|token ••• end",
                "host=db1 password=hunter2 user=me|host=db1 password=••• user=me",
                "DATABASE_PASSWORD=hunter2;x|DATABASE_PASSWORD=•••;x",
                "jdbc:x://h/db?user=u&password=p%40x&ssl=1|jdbc:x://h/db?user=u&password=•••&ssl=1",
                "password = 'two words' x|password = '•••' x",
                "{\"pass\": \"a\\\"b\", \"n\": 1}|{\"pass\": \"•••\", \"n\": 1}",
                "{\\\"apiKey\\\":\\\"k1\\\"}|{\\\"apiKey\\\":\\\"•••\\\"}",
                "postgresql://rsvp:hunter2@db1:5432/rsvp|postgresql://rsvp:•••@db1:5432/rsvp",
                "amqp://u:p@ss@h/x|amqp://u:•••@h/x",
            })
    void what_looks_like_a_credential_is_hidden(String text, String clean) {
        assertThat(redactor.clean(text)).isEqualTo(clean);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "curl -H \"Authorization: Bearer $SENDGRID_API_KEY\"",
                "password=${DATABASE_PASSWORD}",
                "password: is missing",
                "PASSWORD '<new password>'",
                "{\"password\":{\"type\":\"string\"},\"secret\":null,\"pass\":true}",
                "bypass=1 compass=north",
                "Basic authentication failed; bearer authentication required",
                "http://db1:5432/path and user@example.com",
                "eyJ is no token",
                "password=",
                "Authorization:",
                "authorization: no answer within 1500 ms",
                "://:@",
            })
    void what_only_speaks_of_credentials_is_left_alone(String text) {
        assertThat(redactor.clean(text)).isSameAs(text);
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.SECONDS)
    void hundreds_of_secrets_do_not_make_a_large_clean_text_slow() {
        Random random = new Random(23);
        IntStream.range(0, 200).forEach(i -> redactor.register(Secret.of(randomText(random, 24))));
        String body =
                "{\"layer\":\"connect\",\"evidence\":\"refused by 10.0.0.1:5432\"},".repeat(400);

        long started = System.nanoTime();
        for (int i = 0; i < 500; i++) {
            assertThat(redactor.clean(body)).isSameAs(body);
        }
        long microsEach = (System.nanoTime() - started) / 500_000;

        assertThat(microsEach).as("µs for %d characters", body.length()).isLessThan(2_000);
    }

    @Test
    void registering_while_others_clean_never_shows_a_registered_secret()
            throws InterruptedException {
        Thread writer =
                Thread.ofVirtual()
                        .start(
                                () ->
                                        IntStream.range(0, 100)
                                                .forEach(
                                                        i ->
                                                                redactor.register(
                                                                        Secret.of(
                                                                                "secret-number-"
                                                                                        + i))));
        redactor.register(Secret.of("always hidden"));
        String seen =
                IntStream.range(0, 200)
                        .mapToObj(i -> redactor.clean("it is always hidden"))
                        .distinct()
                        .collect(Collectors.joining());
        writer.join();

        assertThat(seen).isEqualTo("it is •••");
        assertThat(redactor.clean("secret-number-99")).isEqualTo("•••");
    }

    private static String randomText(Random random, int length) {
        return random.ints(length, 0, ALPHABET.length())
                .mapToObj(i -> String.valueOf(ALPHABET.charAt(i)))
                .collect(Collectors.joining());
    }
}
