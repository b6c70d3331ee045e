package org.rsvpplatform.database.command;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.rsvpplatform.kit.act.command.ChangeCommand;
import org.rsvpplatform.kit.act.command.CommandRunner;
import org.rsvpplatform.kit.act.command.Commands;
import org.rsvpplatform.kit.act.command.RunDocument;
import org.rsvpplatform.kit.journal.Journal;
import org.rsvpplatform.kit.redaction.Redactor;
import org.rsvpplatform.kit.store.RunTable;
import org.rsvpplatform.kit.store.Store;

/** Runs changing commands as a service does, written down in a store of its own. */
record Runs(Store store, Journal journal, ObjectMapper json) implements AutoCloseable {

    static Runs in(Path folder) {
        Store store = Store.open(folder.resolve("runs.db"));
        ObjectMapper json = new ObjectMapper().registerModule(new JavaTimeModule());
        return new Runs(store, new Journal(store, new Redactor()), json);
    }

    /** Runs it for one provider, to its end. */
    RunDocument run(ChangeCommand<?, ?> command, String provider) {
        Commands commands = new Commands("database", List.of(command), json);
        CommandRunner runner =
                new CommandRunner(commands, new RunTable(store), journal, json, Clock.systemUTC());
        RunDocument begun =
                runner.start(
                        command,
                        json.createObjectNode().put("provider", provider),
                        null,
                        "test",
                        null);
        return await().atMost(Duration.ofSeconds(10))
                .until(
                        () -> runner.find(begun.id()).orElseThrow(),
                        run -> run.state() != RunDocument.State.RUNNING);
    }

    @Override
    public void close() {
        store.close();
    }
}
