package org.rsvpplatform.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.rsvpplatform.gateway.service.Fan;

class MergeTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Merge merge = new Merge(JSON);

    @Test
    void the_worst_wins_and_lists_follow_each_other() throws Exception {
        JsonNode merged =
                merge.of(
                        List.of(
                                JSON.readTree(
                                        "{\"verdict\":\"good\",\"state\":\"UP\",\"providers\":[1]}"),
                                JSON.readTree(
                                        "{\"verdict\":\"warning\",\"state\":\"DEGRADED\",\"providers\":[2]}")),
                        List.of());

        assertThat(merged.toString())
                .isEqualTo("{\"verdict\":\"warning\",\"state\":\"DEGRADED\",\"providers\":[1,2]}");
    }

    @Test
    void what_all_tell_alike_is_told_once() throws Exception {
        String faults = "{\"faults\":[{\"line\":3},{\"line\":4}]}";

        JsonNode merged =
                merge.of(
                        List.of(
                                JSON.readTree(faults),
                                JSON.readTree("{\"faults\":[{\"line\":3},{\"line\":5}]}"),
                                JSON.readTree(faults)),
                        List.of());

        assertThat(merged.toString())
                .isEqualTo("{\"faults\":[{\"line\":3},{\"line\":4},{\"line\":5}]}");
    }

    @Test
    void with_a_silent_service_the_platform_is_not_called_up() throws Exception {
        JsonNode merged =
                merge.of(
                        List.of(
                                JSON.readTree(
                                        "{\"verdict\":\"good\",\"state\":\"UP\",\"domains\":[{\"domain\":\"auth\"}]}")),
                        List.of(new Fan.Unreachable("email", "the service is silent")));

        assertThat(merged.path("state").asText()).isEqualTo("UNKNOWN");
        assertThat(merged.path("verdict").asText()).isEqualTo("bad");
        assertThat(merged.at("/domains/1").toString())
                .isEqualTo(
                        "{\"domain\":\"email\",\"state\":\"UNKNOWN\",\"problems\":[\"the service is"
                                + " silent\"]}");
    }
}
