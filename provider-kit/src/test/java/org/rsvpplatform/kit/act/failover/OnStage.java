package org.rsvpplatform.kit.act.failover;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A test of the engine, on a pair whose steps go well or wrong as it wants. */
abstract class OnStage {
    static final String[] NONE = {};

    @TempDir Path folder;

    final ScriptedDomain domain = new ScriptedDomain();
    final AtomicReference<Instant> now =
            new AtomicReference<>(Instant.parse("2026-01-01T10:00:00Z"));
    Stage stage;

    @BeforeEach
    void open() throws IOException {
        stage = new Stage(folder, domain, now);
    }

    @AfterEach
    void close() {
        domain.before = act -> {};
        stage.close();
    }
}
