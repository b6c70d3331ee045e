package org.rsvpplatform.kit.observe.cause;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DiagnosisTest {

    @Test
    void nothing_known_is_unknown_without_confidence() {
        Diagnosis diagnosis = Catalogues.DATABASE.diagnosis(List.of(), List.of(), Map.of());

        assertThat(diagnosis.cause()).isEqualTo("unknown");
        assertThat(diagnosis.confidence()).isNull();
        assertThat(diagnosis.known()).isFalse();
    }

    @Test
    void a_cause_that_every_look_ruled_out_is_unknown_and_shows_the_evidence() {
        List<Candidate> candidates =
                Catalogues.DATABASE.candidates(List.of(new Signal.Errno("ENOSPC", "")), null);
        Finding finding =
                new Finding("disk", Set.of(), Set.of("db.disk-full"), "90 GB are free", Map.of());

        Diagnosis diagnosis = Catalogues.DATABASE.diagnosis(candidates, List.of(finding), Map.of());

        assertThat(diagnosis.cause()).isEqualTo("unknown");
        assertThat(diagnosis.evidence()).contains("90 GB are free");
    }

    @Test
    void looks_that_contradict_each_other_confirm_nothing() {
        List<Candidate> candidates =
                Catalogues.DATABASE.candidates(List.of(new Signal.Errno("ECONNREFUSED", "")), null);
        Finding yes =
                new Finding("a", Set.of("db.connection-refused"), Set.of(), "unbound", Map.of());
        Finding no = new Finding("b", Set.of(), Set.of("db.connection-refused"), "bound", Map.of());

        assertThat(
                        Catalogues.DATABASE
                                .diagnosis(candidates, List.of(yes, no), Map.of())
                                .confidence())
                .isNotEqualTo(Confidence.CONFIRMED);
    }

    @Test
    void facts_of_a_finding_fill_the_remedies() {
        List<Candidate> candidates =
                Catalogues.DATABASE.candidates(List.of(new Signal.Errno("ECONNREFUSED", "")), null);
        Finding finding =
                new Finding(
                        "port",
                        Set.of("db.connection-refused"),
                        Set.of(),
                        "nothing is bound to port 5432",
                        Map.of("dataDirectory", "/srv/my data"));

        Diagnosis diagnosis =
                Catalogues.DATABASE.diagnosis(
                        candidates,
                        List.of(finding),
                        Map.of("kind", "postgresql", "host", "db1", "port", "5432"));

        assertThat(diagnosis.remedies())
                .flatExtracting(Remedy::lines)
                .anyMatch(line -> line.startsWith("pg_ctl -D '/srv/my data'"))
                .contains("netstat -tlnp | grep :5432")
                .noneMatch(line -> line.contains("mysql"));
    }

    @Test
    void the_best_answer_of_several_domains_comes_first() {
        assertThat(
                        Catalogues.diagnose("Error: connect ECONNREFUSED 127.0.0.1:5432")
                                .getFirst()
                                .cause())
                .isEqualTo("db.connection-refused");
        assertThat(
                        Catalogues.diagnose("Error: connect ECONNREFUSED 127.0.0.1:587")
                                .getFirst()
                                .cause())
                .isEqualTo("email.connection-refused");
        assertThat(Catalogues.EMAIL.diagnose("FATAL:  database \"a\" does not exist", Map.of()))
                .isEmpty();
    }

    @Test
    void a_text_without_a_fault_is_answered_with_nothing() {
        assertThat(Catalogues.diagnose("")).isEmpty();
        assertThat(Catalogues.diagnose("HikariPool-1 - Start completed.")).isEmpty();
        assertThat(Catalogues.diagnose("LOG:  checkpoint complete: wrote 44 buffers")).isEmpty();
    }

    @Test
    void a_text_fills_the_remedies_with_what_it_reveals() {
        List<Diagnosis> answers =
                Catalogues.DATABASE.diagnose(
                        "FATAL: password authentication failed for user \"shop\"", Map.of());

        assertThat(answers.getFirst().remedies())
                .flatExtracting(Remedy::lines)
                .contains("ALTER USER shop PASSWORD <new password>;");
    }

    @Test
    void evidence_hides_the_password_of_a_url() {
        List<Diagnosis> answers =
                Catalogues.DATABASE.diagnose(
                        "postgres://app:hunter2@db:5432/x: connection refused", Map.of());

        assertThat(answers.getFirst().evidence().toString()).doesNotContain("hunter2");
    }

    @Test
    void travels_as_json_in_the_shape_of_the_contract() throws Exception {
        ObjectMapper json = new ObjectMapper();
        Diagnosis diagnosis =
                Catalogues.DATABASE
                        .diagnose("FATAL: sorry, too many clients already", Map.of())
                        .getFirst();

        String text = json.writeValueAsString(diagnosis);

        assertThat(text)
                .contains("\"cause\":\"db.too-many-connections\"", "\"confidence\":\"confirmed\"")
                .contains("\"link\":\"docs/causes.md#db.too-many-connections\"");
        assertThat(json.readTree(text).fieldNames()).toIterable().doesNotContain("known");
        assertThat(json.readValue(text, Diagnosis.class)).isEqualTo(diagnosis);
    }
}
