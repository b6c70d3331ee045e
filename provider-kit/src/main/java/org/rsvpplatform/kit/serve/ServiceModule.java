package org.rsvpplatform.kit.serve;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.quarkus.arc.All;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.rsvpplatform.kit.act.benchmark.BenchmarkCommand;
import org.rsvpplatform.kit.act.benchmark.Benchmarks;
import org.rsvpplatform.kit.act.command.Command;
import org.rsvpplatform.kit.act.command.CommandRunner;
import org.rsvpplatform.kit.act.command.Commands;
import org.rsvpplatform.kit.act.providers.GrantsCommand;
import org.rsvpplatform.kit.act.providers.HealthCommand;
import org.rsvpplatform.kit.act.providers.TestCommand;
import org.rsvpplatform.kit.act.providers.ValidateCommand;
import org.rsvpplatform.kit.act.providers.VerifyAllCommand;
import org.rsvpplatform.kit.journal.Aside;
import org.rsvpplatform.kit.journal.Journal;
import org.rsvpplatform.kit.observe.cause.Catalogue;
import org.rsvpplatform.kit.observe.domain.Domain;
import org.rsvpplatform.kit.observe.domain.DomainWatch;
import org.rsvpplatform.kit.observe.health.HealthBoard;
import org.rsvpplatform.kit.observe.pool.ReportedPools;
import org.rsvpplatform.kit.observe.probe.Names;
import org.rsvpplatform.kit.observe.probe.ProbeEngine;
import org.rsvpplatform.kit.redaction.Redactor;
import org.rsvpplatform.kit.serve.access.Roles;
import org.rsvpplatform.kit.serve.access.TokenAuthentication;
import org.rsvpplatform.kit.serve.access.TokenFile;
import org.rsvpplatform.kit.serve.http.OwnProblems;
import org.rsvpplatform.kit.serve.log.Redaction;
import org.rsvpplatform.kit.serve.metrics.CleanMeters;
import org.rsvpplatform.kit.serve.metrics.ProbeMetrics;
import org.rsvpplatform.kit.store.BenchmarkTable;
import org.rsvpplatform.kit.store.RunTable;
import org.rsvpplatform.kit.store.Store;
import org.rsvpplatform.kit.time.Ticker;

/**
 * How a service is put together. A service brings a {@link Domain} and its own commands as beans;
 * the rest is here, in the order in which it depends on each other.
 */
@ApplicationScoped
public class ServiceModule {
    private static final int MOST_UNWRITTEN_CHANGES = 1000;

    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }

    @Produces
    @Singleton
    Ticker ticker() {
        return Ticker.system();
    }

    @Produces
    @Singleton
    Redactor redactor() {
        return Redaction.REDACTOR;
    }

    @Produces
    @Singleton
    Names names() {
        return Names.system();
    }

    @Produces
    @Singleton
    Catalogue catalogue(Causes causes) {
        return causes.get();
    }

    @Produces
    @Singleton
    HealthBoard board(Causes causes, Clock clock, Ticker ticker) {
        return new HealthBoard(causes, clock, ticker);
    }

    @Produces
    @Singleton
    ProbeEngine engine(ServiceSettings settings, HealthBoard board, Clock clock, Ticker ticker) {
        return new ProbeEngine(settings.probe().concurrency(), clock, ticker, board);
    }

    @Produces
    @Singleton
    DomainWatch watch(Domain domain, HealthBoard board, ProbeEngine engine) {
        return new DomainWatch(domain, board, engine);
    }

    @Produces
    @Singleton
    ProbeMetrics probeMetrics(
            MeterRegistry registry, Domain domain, HealthBoard board, ProbeEngine engine) {
        return new ProbeMetrics(registry, domain.name(), board, engine);
    }

    @Produces
    @Singleton
    Store store(ServiceSettings settings, Domain domain) {
        Path directory = settings.store().directory();
        return Store.open(directory.resolve(domain.name() + ".db"));
    }

    @Produces
    @Singleton
    Journal journal(Store store, Redactor redactor) {
        return new Journal(store, redactor);
    }

    @Produces
    @Singleton
    Aside changes(Journal journal, Clock clock) {
        return new Aside(journal, clock, MOST_UNWRITTEN_CHANGES);
    }

    @Produces
    @Singleton
    ReportedPools reportedPools(Clock clock) {
        return new ReportedPools(clock);
    }

    @Produces
    @Singleton
    Benchmarks benchmarks(DomainWatch watch, Store store, ObjectMapper json, Clock clock) {
        return new Benchmarks(watch, new BenchmarkTable(store), json, clock);
    }

    @Produces
    @Singleton
    Commands commands(
            Domain domain,
            DomainWatch watch,
            OwnProblems problems,
            ConfigurationFile file,
            Benchmarks benchmarks,
            @All List<Command<?, ?>> own,
            ObjectMapper json) {
        ValidateCommand validate = new ValidateCommand(watch, file::read);
        List<Command<?, ?>> all = new ArrayList<>(own);
        all.add(new HealthCommand(watch, problems::now));
        all.add(validate);
        all.addAll(TestCommand.all(watch));
        all.add(new VerifyAllCommand(watch, validate));
        all.add(new GrantsCommand(watch));
        all.add(new BenchmarkCommand(benchmarks));
        return new Commands(domain.name(), all, json);
    }

    @Produces
    @Singleton
    CommandRunner runner(
            Commands commands, Store store, Journal journal, ObjectMapper json, Clock clock) {
        return new CommandRunner(commands, new RunTable(store), journal, json, clock);
    }

    @Produces
    @Singleton
    MeterFilter cleanMeters() {
        return new CleanMeters();
    }

    /** The platform's own programs; people come through the gateway. */
    @Produces
    @Singleton
    HttpAuthenticationMechanism platformTokens(ServiceSettings settings, Ticker ticker) {
        return new TokenAuthentication(
                new TokenFile(settings.access().tokens(), ticker), Set.of(Roles.PLATFORM));
    }
}
