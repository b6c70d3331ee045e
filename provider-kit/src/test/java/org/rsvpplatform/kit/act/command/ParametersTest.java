package org.rsvpplatform.kit.act.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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

    private static JsonNode json(String text) throws Exception {
        return JSON.readTree(text.replace('\'', '"'));
    }
}
