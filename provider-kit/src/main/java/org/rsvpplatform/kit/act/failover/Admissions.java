package org.rsvpplatform.kit.act.failover;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.rsvpplatform.kit.act.command.GuardReport;
import org.rsvpplatform.kit.act.command.Refused;
import org.rsvpplatform.kit.act.command.RunDocument;
import org.rsvpplatform.kit.observe.domain.DomainWatch;
import org.rsvpplatform.kit.observe.probe.Backend;
import org.rsvpplatform.kit.observe.provider.Appointment;
import org.rsvpplatform.kit.observe.provider.Provider;
import org.rsvpplatform.kit.observe.provider.Role;
import org.rsvpplatform.kit.observe.provider.State;
import org.rsvpplatform.kit.time.Deadline;

/** Which active providers wait to be let take writes, and whether they may be. */
public final class Admissions {
    /** Two probes, and some. */
    private static final Duration SEEN = Duration.ofSeconds(10);

    private static final Duration LOOK = Duration.ofMillis(50);

    private final DomainWatch watch;
    private final CommonGuards guards;
    private final UnderWay underWay;

    /**
     * @param openRuns the runs of this service that have not ended
     */
    public Admissions(
            DomainWatch watch, CommonGuards guards, Supplier<List<RunDocument>> openRuns) {
        this.watch = watch;
        this.guards = guards;
        this.underWay = new UnderWay(watch.domain().name(), openRuns);
    }

    /** Those that wait now, in groups that act by themselves. */
    List<Provider> waiting() {
        return watch.providers().stream()
                .filter(p -> watch.settings(p.group()).auto() && waits(p.name()))
                .toList();
    }

    /**
     * Waits until its probes have noticed, too: as long as it counts as DOWN, another one would
     * take its place.
     *
     * @return what to add, where they have not in time
     */
    String awaitSeenWorking(String provider) throws InterruptedException {
        Deadline most = Deadline.in(SEEN);
        while (watch.board().state(provider).filter(State::works).isEmpty()) {
            if (!most.pause(LOOK)) {
                return "; it is not seen working after %d s".formatted(SEEN.toSeconds());
            }
        }
        return "";
    }

    /** The active one of this group, while it waits. */
    Optional<Waiting> of(String group) throws InterruptedException {
        Optional<String> waiting =
                watch.appointment(group).map(Appointment::provider).filter(this::waits);
        if (waiting.isEmpty()) {
            return Optional.empty();
        }
        String name = waiting.get();
        return Optional.of(new Waiting(name, keeping(name), AdmitCommand.line(name)));
    }

    private List<GuardReport> keeping(String waiting) throws InterruptedException {
        try {
            return GuardReport.blocking(againstActingByItself(past(waiting)));
        } catch (Refused alone) {
            return List.of(
                    GuardReport.blocks("it has a standby", alone.getMessage(), alone.hint()));
        }
    }

    private boolean waits(String provider) {
        return watch.backend(provider).orElse(null) instanceof Admissible able && able.waits();
    }

    /**
     * The succession by which this provider is the active one, under the epoch that counts now.
     *
     * @throws Refused when it is not, or is alone
     */
    Succession past(String name) {
        List<Provider> all = watch.providers();
        Provider active = Returns.named(all, name);
        if (!watch.appointment(active.group())
                .map(Appointment::provider)
                .equals(Optional.of(name))) {
            throw new Refused(
                    "%s is not the active one of %s".formatted(name, active.group()),
                    "only the active one takes writes");
        }
        Provider standby =
                all.stream()
                        .filter(p -> p.group().equals(active.group()) && p.role() == Role.STANDBY)
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        new Refused(
                                                "%s has no standby".formatted(name),
                                                "one that is alone is let by hand"));
        return new Succession(Verb.FAILOVER, standby, active, watch.epoch(active.group()));
    }

    /** What the domain brings. */
    Admission parts(Succession past) {
        Backend<?> active = watch.backend(past.to().name()).orElseThrow();
        if (active instanceof Admissible able) {
            return able.admission(past, watch.backend(past.from().name()).orElseThrow());
        }
        throw new Refused(
                "a provider of kind %s waits for nobody".formatted(past.to().kind()),
                "./rsvp providers:test " + past.to().name());
    }

    /** What must hold for it to be let. */
    List<GuardReport> against(Succession past, Optional<RunDocument> own)
            throws InterruptedException {
        List<GuardReport> reports =
                new ArrayList<>(
                        List.of(
                                guards.store(),
                                guards.managed(past),
                                underWay.noneOfGroup(past.group(), own)));
        String name = past.to().name();
        reports.add(
                waits(name)
                        ? GuardReport.holds("it waits", name + " was started read-only, and waits")
                        : GuardReport.blocks(
                                "it waits",
                                name + " is not heard waiting to be let",
                                "./rsvp providers:test " + name));
        for (Guard guard : parts(past).guards()) {
            reports.add(guard.look());
        }
        return List.copyOf(reports);
    }

    /** The same for letting it by ourselves: who paused a group works on it by hand. */
    List<GuardReport> againstActingByItself(Succession past) throws InterruptedException {
        List<GuardReport> reports = new ArrayList<>(against(past, Optional.empty()));
        reports.add(guards.notPaused(past.group()));
        return List.copyOf(reports);
    }
}
