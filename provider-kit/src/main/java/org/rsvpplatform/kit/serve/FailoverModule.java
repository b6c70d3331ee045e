package org.rsvpplatform.kit.serve;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;
import org.rsvpplatform.kit.act.command.CommandRunner;
import org.rsvpplatform.kit.act.failover.AcknowledgeCommand;
import org.rsvpplatform.kit.act.failover.Admissions;
import org.rsvpplatform.kit.act.failover.AdmitCommand;
import org.rsvpplatform.kit.act.failover.Appointments;
import org.rsvpplatform.kit.act.failover.AutoAdmission;
import org.rsvpplatform.kit.act.failover.AutoFailover;
import org.rsvpplatform.kit.act.failover.CommonGuards;
import org.rsvpplatform.kit.act.failover.Decisions;
import org.rsvpplatform.kit.act.failover.Explainer;
import org.rsvpplatform.kit.act.failover.FailoverCommand;
import org.rsvpplatform.kit.act.failover.FailoverRehearsal;
import org.rsvpplatform.kit.act.failover.Failovers;
import org.rsvpplatform.kit.act.failover.FenceCommand;
import org.rsvpplatform.kit.act.failover.ForceFailoverCommand;
import org.rsvpplatform.kit.act.failover.Holds;
import org.rsvpplatform.kit.act.failover.Intruders;
import org.rsvpplatform.kit.act.failover.MaintenanceCommand;
import org.rsvpplatform.kit.act.failover.Memories;
import org.rsvpplatform.kit.act.failover.PauseCommand;
import org.rsvpplatform.kit.act.failover.Rejoins;
import org.rsvpplatform.kit.act.failover.ResumeCommand;
import org.rsvpplatform.kit.act.failover.Returns;
import org.rsvpplatform.kit.act.failover.SplitBrain;
import org.rsvpplatform.kit.act.failover.SuccessionJournal;
import org.rsvpplatform.kit.act.failover.Successions;
import org.rsvpplatform.kit.act.failover.VerifyFailoverCommand;
import org.rsvpplatform.kit.journal.Aside;
import org.rsvpplatform.kit.observe.domain.DomainWatch;
import org.rsvpplatform.kit.serve.metrics.FailoverMetrics;
import org.rsvpplatform.kit.store.AppointmentTable;
import org.rsvpplatform.kit.store.Condition;
import org.rsvpplatform.kit.store.HoldTable;
import org.rsvpplatform.kit.store.MemoryTable;
import org.rsvpplatform.kit.store.Store;
import org.rsvpplatform.kit.time.Ticker;

/** How that which changes the active providers of groups is put together. */
@ApplicationScoped
public class FailoverModule {
    /** Among them a rejoin looks for the fence that came before it. */
    private static final int REMEMBERED_RUNS = 500;

    /** Read while somebody takes writes who must not: where they don't tell, he is asked. */
    private static final int RECENT_RUNS = 20;

    @Produces
    @Singleton
    Holds holds(Store store, Clock clock) {
        return new Holds(new HoldTable(store), clock);
    }

    @Produces
    @Singleton
    Appointments appointments(Store store, DomainWatch watch) {
        return new Appointments(new AppointmentTable(store), watch);
    }

    @Produces
    @Singleton
    Memories memories(DomainWatch watch, Store store, ObjectMapper json, Clock clock) {
        return new Memories(watch, new MemoryTable(store), json, clock);
    }

    @Produces
    @Singleton
    CommonGuards guards(Causes causes, Holds holds, Store store) {
        return new CommonGuards(causes, holds, () -> problem(store, holds));
    }

    @Produces
    @Singleton
    Returns returns(
            DomainWatch watch, CommonGuards guards, Instance<CommandRunner> runner, Clock clock) {
        return new Returns(
                watch,
                guards,
                () -> runner.get().open(),
                () -> runner.get().latest(RECENT_RUNS),
                clock);
    }

    @Produces
    @Singleton
    SplitBrain splitBrain(Aside changes, Clock clock) {
        return new SplitBrain(changes, clock);
    }

    /** One of the {@link ServiceModule#commands}, like a service's own. */
    @Produces
    @Singleton
    FenceCommand fence(Returns returns, SplitBrain journal, Clock clock) {
        return new FenceCommand(returns, journal, clock);
    }

    @Produces
    @Singleton
    Intruders intruders(
            Returns returns,
            SplitBrain journal,
            FenceCommand fence,
            Instance<CommandRunner> runner,
            ObjectMapper json,
            Clock clock,
            Ticker ticker) {
        return new Intruders(returns, journal, fence, runner::get, json, clock, ticker);
    }

    @Produces
    @Singleton
    FailoverRehearsal failoverRehearsal(DomainWatch watch, Successions successions) {
        return new FailoverRehearsal(watch, successions);
    }

    @Produces
    @Singleton
    Admissions admissions(DomainWatch watch, CommonGuards guards, Instance<CommandRunner> runner) {
        return new Admissions(watch, guards, () -> runner.get().open());
    }

    /** As {@link #fence} is. */
    @Produces
    @Singleton
    AdmitCommand admit(Admissions admissions) {
        return new AdmitCommand(admissions);
    }

    @Produces
    @Singleton
    AutoAdmission autoAdmission(
            Admissions admissions,
            AdmitCommand admit,
            Instance<CommandRunner> runner,
            ObjectMapper json,
            Ticker ticker) {
        return new AutoAdmission(admissions, admit, runner::get, json, ticker);
    }

    @Produces
    @Singleton
    Rejoins rejoins(Returns returns, Instance<CommandRunner> runner, Ticker ticker) {
        return new Rejoins(returns, () -> runner.get().latest(REMEMBERED_RUNS), ticker);
    }

    @Produces
    @Singleton
    Successions successions(
            DomainWatch watch, CommonGuards guards, Instance<CommandRunner> runner, Clock clock) {
        return new Successions(watch, guards, () -> runner.get().open(), clock);
    }

    @Produces
    @Singleton
    Decisions decisions(Aside changes, Clock clock) {
        return new Decisions(changes, clock);
    }

    @Produces
    @Singleton
    Explainer explainer(
            DomainWatch watch,
            Successions successions,
            Decisions decisions,
            Returns returns,
            Admissions admissions,
            Holds holds) {
        return new Explainer(watch, successions, decisions, returns, admissions, holds);
    }

    @Produces
    @Singleton
    Failovers failovers(
            DomainWatch watch,
            Successions successions,
            Appointments appointments,
            MeterRegistry registry,
            Aside changes,
            Clock clock,
            Ticker ticker) {
        Failovers failovers = new Failovers(watch, successions, appointments, clock, ticker);
        failovers.onEnd(new FailoverMetrics(registry, watch.domain().name())::record);
        failovers.onEnd(new SuccessionJournal(changes, clock)::record);
        return failovers;
    }

    /** As {@link #fence} is. */
    @Produces
    @Singleton
    FailoverCommand failover(
            DomainWatch watch, Successions successions, Explainer explainer, Failovers failovers) {
        return new FailoverCommand(watch, successions, explainer, failovers);
    }

    @Produces
    @Singleton
    ForceFailoverCommand forceFailover(Successions successions, Failovers failovers) {
        return new ForceFailoverCommand(successions, failovers);
    }

    @Produces
    @Singleton
    VerifyFailoverCommand verifyFailover(DomainWatch watch, Successions successions) {
        return new VerifyFailoverCommand(watch, successions);
    }

    @Produces
    @Singleton
    PauseCommand pause(Successions successions, Holds holds, Clock clock) {
        return new PauseCommand(successions, holds, clock);
    }

    @Produces
    @Singleton
    ResumeCommand resume(Successions successions, Holds holds) {
        return new ResumeCommand(successions, holds);
    }

    @Produces
    @Singleton
    AcknowledgeCommand acknowledge(Successions successions, Holds holds) {
        return new AcknowledgeCommand(successions, holds);
    }

    @Produces
    @Singleton
    MaintenanceCommand maintenance(DomainWatch watch, Holds holds, Clock clock) {
        return new MaintenanceCommand(watch, holds, clock);
    }

    @Produces
    @Singleton
    AutoFailover autoFailover(
            DomainWatch watch,
            Successions successions,
            AutoAdmission admission,
            Decisions decisions,
            FailoverCommand command,
            Instance<CommandRunner> runner,
            ObjectMapper json,
            Ticker ticker) {
        return new AutoFailover(
                watch, successions, admission, decisions, command, runner::get, json, ticker);
    }

    private static Optional<String> problem(Store store, Holds holds) {
        if (store.condition() instanceof Condition.Failed failed) {
            return Optional.of(failed.reason());
        }
        return holds.known()
                ? Optional.empty()
                : Optional.of("what was stored before has not been read yet");
    }
}
