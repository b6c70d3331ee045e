package org.rsvpplatform.kit.act.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.rsvpplatform.kit.redaction.Secret;

class ParametersTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Parameters parameters = new Parameters(JSON);

    enum Direction {
        UP,
        DOWN
    }

    record Sample(
            @Parameter(value = "Who", position = 0, required = true) String target,
            @Parameter("How often") int times,
            @Parameter("Where to") Direction direction,
            @Parameter("With what") Secret password) {}

    @Test
    void values_become_the_record() throws Exception {
        Sample sample =
                parameters.bind(
                        json("{'target':'db1','times':3,'direction':'UP','password':'s3cret'}"),
                        Sample.class);

        assertThat(sample.target()).isEqualTo("db1");
        assertThat(sample.times()).isEqualTo(3);
        assertThat(sample.direction()).isEqualTo(Direction.UP);
        assertThat(sample.password().reveal()).isEqualTo("s3cret");
    }

    @Test
    void every_fault_is_named_at_once_with_its_fix_and_never_with_a_secret() throws Exception {
        InvalidParameters invalid =
                catchThrowableOfType(
                        InvalidParameters.class,
                        () ->
                                parameters.bind(
                                        json(
                                                "{'times':'often','direction':'left','colour':1,"
                                                        + "'password':{'a':'s3cret'}}"),
                                        Sample.class));

        assertThat(invalid.errors())
                .extracting(InvalidParameters.FieldError::field)
                .containsExactlyInAnyOrder("colour", "target", "times", "direction", "password");
        assertThat(invalid.errors()).allMatch(error -> !error.fix().isBlank());
        assertThat(invalid.toString()).doesNotContain("s3cret");
    }

    record Numbers(
            @Parameter("How many bytes") long bytes, @Parameter("Which share") double share) {}

    @Test
    void a_number_that_can_t_be_absent_is_missing_when_it_is_left_out() throws Exception {
        InvalidParameters invalid =
                catchThrowableOfType(
                        InvalidParameters.class,
                        () -> parameters.bind(json("{'share':null}"), Numbers.class));

        assertThat(invalid.errors())
                .extracting(InvalidParameters.FieldError::field)
                .containsExactly("bytes", "share");
        assertThat(invalid.errors()).allMatch(error -> error.problem().equals("is missing"));
        assertThat(parameters.bind(json("{'bytes':7,'share':0.5}"), Numbers.class))
                .isEqualTo(new Numbers(7, 0.5));
    }

    @Test
    void a_secret_parameter_is_neither_stored_nor_echoed() throws Exception {
        JsonNode stored =
                parameters.storable(json("{'target':'db1','password':'s3cret'}"), Sample.class);

        assertThat(stored.toString()).isEqualTo("{\"target\":\"db1\"}");
        assertThat(JSON.writeValueAsString(new Sample("db1", 1, null, Secret.of("s3cret"))))
                .doesNotContain("s3cret");
        assertThat(new Schemas().of(Sample.class).at("/properties/password/writeOnly").asBoolean())
                .isTrue();
    }

    record Query(
            @Parameter("Which") String target,
            @Parameter("How often") Integer times,
            @Parameter("Whether") boolean loud,
            @Parameter("How long") Duration pause,
            @Parameter("Where") List<String> places) {}

    @Test
    void what_an_address_gives_as_texts_has_the_types_of_the_parameters() {
        JsonNode given =
                parameters.ofTexts(
                        Map.of(
                                "target", List.of("db1"),
                                "times", List.of("3"),
                                "loud", List.of("true"),
                                "pause", List.of("1m30s"),
                                "places", List.of("here")),
                        Query.class);

        assertThat(parameters.bind(given, Query.class))
                .isEqualTo(new Query("db1", 3, true, Duration.ofSeconds(90), List.of("here")));
    }

    @Test
    void what_an_address_gives_twice_is_a_list_or_wrong() {
        JsonNode given =
                parameters.ofTexts(
                        Map.of(
                                "target", List.of("db1", "db2"),
                                "places", List.of("here", "there")),
                        Query.class);

        InvalidParameters invalid =
                catchThrowableOfType(
                        InvalidParameters.class, () -> parameters.bind(given, Query.class));

        assertThat(invalid.errors())
                .extracting(InvalidParameters.FieldError::field)
                .containsExactly("target");
    }

    record Nothing() {}

    @Test
    void a_command_that_is_followed_only_reads_and_takes_no_secret() {
        for (Effect effect : new Effect[] {Effect.CHANGE, Effect.DESTROY}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> declared(effect, Nothing.class).worthFollowing());
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> declared(Effect.READ, Sample.class).worthFollowing());
        assertThat(declared(Effect.READ, Nothing.class).followable()).isFalse();
        assertThat(declared(Effect.READ, Nothing.class).worthFollowing().followable()).isTrue();
    }

    private static <P extends Record> Declaration<P, Nothing> declared(
            Effect effect, Class<P> parameters) {
        return new Declaration<>(
                "a:b", "s", effect, RequiredRole.VIEWER, "g", "e", parameters, Nothing.class);
    }

    private static JsonNode json(String text) throws Exception {
        return JSON.readTree(text.replace('\'', '"'));
    }
}
