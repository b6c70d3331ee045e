package org.rsvpplatform.kit.act.failover;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.rsvpplatform.kit.observe.domain.DomainWatch;
import org.rsvpplatform.kit.observe.provider.Provider;
import org.rsvpplatform.kit.store.MemoryTable;

/**
 * Keeps what backends know of their servers, so that a service that is started while a primary is
 * gone knows what it was. Without it, whatever ends both would end every failover, too.
 */
public final class Memories {
    /** What is older proves nothing: settings may have been changed while nobody looked. */
    static final Duration LASTS = Duration.ofSeconds(60);

    /** How exactly it is known when a server was heard last. */
    static final Duration REFRESH = Duration.ofSeconds(5);

    private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};

    private final DomainWatch watch;
    private final MemoryTable table;
    private final ObjectMapper json;
    private final Clock clock;
    private final Map<String, MemoryTable.Row> earlier = new ConcurrentHashMap<>();
    private final Map<String, Known> kept = new ConcurrentHashMap<>();

    private record Known(Map<String, String> memory, Instant at) {}

    public Memories(DomainWatch watch, MemoryTable table, ObjectMapper json, Clock clock) {
        this.watch = watch;
        this.table = table;
        this.json = json;
        this.clock = clock;
    }

    /**
     * Reads what an earlier process kept, and tells it to backends when they are opened first; call
     * it before the configuration is put to use.
     *
     * @throws org.rsvpplatform.kit.store.StoreUnavailable not now
     */
    public void restore() {
        table.all().forEach(row -> earlier.put(row.provider(), row));
        watch.listen(
                new DomainWatch.Listener() {
                    @Override
                    public void added(Provider provider) {
                        recall(provider.name());
                    }

                    @Override
                    public void removed(String provider) {
                        kept.remove(provider);
                    }
                });
    }

    private void recall(String provider) {
        MemoryTable.Row row = earlier.remove(provider);
        if (row == null) {
            return;
        }
        Duration age = Duration.between(row.known(), clock.instant());
        if (!age.isNegative()
                && age.compareTo(LASTS) <= 0
                && watch.backend(provider).orElse(null) instanceof Remembering backend) {
            backend.recall(read(row.document()), age);
        }
    }

    /**
     * Writes down what has changed; call it often.
     *
     * @throws org.rsvpplatform.kit.store.StoreUnavailable not now
     */
    public void keep() {
        for (Provider provider : watch.providers()) {
            if (watch.backend(provider.name()).orElse(null) instanceof Remembering backend) {
                keep(provider.name(), backend.memory());
            }
        }
    }

    private void keep(String provider, Map<String, String> memory) {
        Instant now = clock.instant();
        Known before = kept.get(provider);
        boolean known =
                before != null
                        && before.memory().equals(memory)
                        && now.isBefore(before.at().plus(REFRESH));
        if (!memory.isEmpty() && !known) {
            table.put(new MemoryTable.Row(provider, now, written(memory)));
            kept.put(provider, new Known(memory, now));
        }
    }

    private String written(Map<String, String> memory) {
        try {
            return json.writeValueAsString(memory);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, String> read(String document) {
        try {
            return json.readValue(document, TEXTS);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
