package org.rsvpplatform.kit.act.benchmark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.rsvpplatform.kit.store.BenchmarkTable;

/** The last good results, one a provider. */
final class Baselines {
    private final BenchmarkTable table;
    private final ObjectMapper json;

    /** What was measured, and when. */
    record Baseline(Instant measured, List<Measurement> measurements) {}

    Baselines(BenchmarkTable table, ObjectMapper json) {
        this.table = table;
        this.json = json;
    }

    Optional<Baseline> of(String provider) {
        return table.baseline(provider)
                .map(stored -> new Baseline(stored.measured(), read(stored.document())));
    }

    void keep(String provider, Baseline baseline) {
        try {
            table.keep(
                    provider,
                    new BenchmarkTable.Baseline(
                            baseline.measured(), json.writeValueAsString(baseline.measurements())));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Measurement> read(String document) {
        try {
            return json.readValue(document, new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
