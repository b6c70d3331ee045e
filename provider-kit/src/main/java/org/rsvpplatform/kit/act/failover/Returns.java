package org.rsvpplatform.kit.act.failover;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.rsvpplatform.kit.act.command.GuardReport;
import org.rsvpplatform.kit.act.command.InvalidParameters;
import org.rsvpplatform.kit.act.command.Refused;
import org.rsvpplatform.kit.act.command.RunDocument;
import org.rsvpplatform.kit.observe.domain.DomainWatch;
import org.rsvpplatform.kit.observe.domain.GroupSettings;
import org.rsvpplatform.kit.observe.probe.Backend;
import org.rsvpplatform.kit.observe.provider.Appointment;
import org.rsvpplatform.kit.observe.provider.Provider;
import org.rsvpplatform.kit.observe.provider.Role;
import org.rsvpplatform.kit.store.StoreUnavailable;

/**
 * Who takes writes without being the active one of his group, and what may be done about it. Two
 * that take writes at once are a split brain: what the one acknowledges the other will never have.
 */
public final class Returns {
    private final DomainWatch watch;
    private final CommonGuards guards;
    private final UnderWay underWay;
    private final Supplier<List<RunDocument>> latestRuns;
    private final Clock clock;

    /**
     * @param openRuns the runs of this service that have not ended
     * @param latestRuns the newest ones, newest first
     */
    public Returns(
            DomainWatch watch,
            CommonGuards guards,
            Supplier<List<RunDocument>> openRuns,
            Supplier<List<RunDocument>> latestRuns,
            Clock clock) {
        this.watch = watch;
        this.guards = guards;
        this.underWay = new UnderWay(watch.domain().name(), openRuns);
        this.latestRuns = latestRuns;
        this.clock = clock;
    }

    /** Those who would take writes now; a barrier may keep them away. */
    List<Provider> intruders() {
        return watch.providers().stream()
                .filter(p -> p.role() == Role.STANDBY)
                .filter(p -> takesWritesFor(p.name()).isPresent())
                .filter(p -> watch.appointment(p.group()).isPresent())
                .toList();
    }

    /** Those of a group, for who asks. */
    List<Intruder> of(String group) throws InterruptedException {
        List<Intruder> found = new ArrayList<>();
        for (Provider provider : intruders()) {
            if (provider.group().equals(group) && barrier(past(provider.name())).isEmpty()) {
                Duration lasts = takesWritesFor(provider.name()).orElse(Duration.ZERO);
                found.add(
                        new Intruder(
                                provider.name(),
                                clock.instant().minus(lasts),
                                GuardReport.blocking(againstActingByItself(past(provider.name()))),
                                FenceCommand.line(provider.name())));
            }
        }
        return List.copyOf(found);
    }

    Optional<Duration> takesWritesFor(String provider) {
        return watch.backend(provider).orElse(null) instanceof Returnable able
                ? able.takesWritesFor()
                : Optional.empty();
    }

    /**
     * The succession by which this provider is not the active one, under the epoch that counts now.
     *
     * @throws Refused when it is the active one, or there is none
     */
    Succession past(String name) {
        List<Provider> all = watch.providers();
        Provider former = named(all, name);
        Provider active =
                watch.appointment(former.group())
                        .map(Appointment::provider)
                        .flatMap(appointed -> find(all, appointed))
                        .orElseThrow(
                                () ->
                                        new Refused(
                                                "group %s has no active provider"
                                                        .formatted(former.group()),
                                                "its configuration must hold the one that is"
                                                        + " appointed"));
        if (active.name().equals(name)) {
            throw new Refused(
                    "%s is the active one of %s".formatted(name, former.group()),
                    "name one that is not");
        }
        return new Succession(Verb.FAILOVER, former, active, watch.epoch(former.group()));
    }

    /**
     * @throws InvalidParameters there is none of that name
     */
    static Provider named(List<Provider> all, String name) {
        return find(all, name)
                .orElseThrow(
                        () ->
                                new InvalidParameters(
                                        "provider",
                                        "\"%s\" names no provider".formatted(name),
                                        "use one of "
                                                + String.join(
                                                        ", ",
                                                        all.stream()
                                                                .map(Provider::name)
                                                                .toList())));
    }

    private static Optional<Provider> find(List<Provider> all, String name) {
        return all.stream().filter(p -> p.name().equals(name)).findFirst();
    }

    GroupSettings settings(Succession past) {
        return watch.settings(past.group());
    }

    /** What the domain brings. */
    Return parts(Succession past) {
        Backend<?> former = watch.backend(past.from().name()).orElseThrow();
        Backend<?> active = watch.backend(past.to().name()).orElseThrow();
        if (former instanceof Returnable able) {
            return able.comeBack(past, active, settings(past));
        }
        throw new Refused(
                "a provider of kind %s does not come back".formatted(past.from().kind()),
                "begin it anew by hand");
    }

    /** What keeps writes away from the former one though it would take them. */
    Optional<String> barrier(Succession past) throws InterruptedException {
        return past.epoch() == Appointment.FIRST_EPOCH
                ? Optional.empty()
                : parts(past).barrier(fenceWord(past.group()));
    }

    /** Of the latest succession; empty when nobody knows. */
    private String fenceWord(String group) {
        String note = SuccessionRun.fenceNote(group);
        try {
            return latestRuns.get().stream()
                    .flatMap(run -> run.note(note).stream())
                    .findFirst()
                    .orElse("");
        } catch (StoreUnavailable e) {
            return "";
        }
    }

    /** What must hold for anything to be done with one that is not the active one. */
    List<GuardReport> touchable(Succession past, Optional<RunDocument> own) {
        return List.of(
                guards.store(), guards.managed(past), underWay.noneOfGroup(past.group(), own));
    }

    /** What was seen of one that was away is of no worth any more. */
    void lookAgain(Succession past) {
        watch.lookAgain(past.from(), past.to());
    }

    /** Whether a succession or a fence of this group is just being carried out. */
    boolean isBusy(String group) {
        return underWay.isRunning(group);
    }

    /** What must hold for its fence. */
    List<GuardReport> againstFence(Succession past, Optional<RunDocument> own)
            throws InterruptedException {
        List<GuardReport> reports = new ArrayList<>(touchable(past, own));
        String name = "it takes writes";
        String former = past.from().name();
        reports.add(
                takesWritesFor(former)
                        .map(lasts -> GuardReport.holds(name, former + " takes writes"))
                        .orElseGet(
                                () ->
                                        GuardReport.blocks(
                                                name,
                                                former + " is not heard taking writes",
                                                "nothing has to be fenced")));
        for (Guard guard : parts(past).guards()) {
            reports.add(guard.look());
        }
        return List.copyOf(reports);
    }

    /**
     * What must hold for its fence to be raised by itself: it protects what a succession of ours
     * has promised. Before the first one we can't know which of the two an operator wants; and who
     * paused a group works on it by hand.
     */
    List<GuardReport> againstActingByItself(Succession past) throws InterruptedException {
        List<GuardReport> reports = new ArrayList<>(againstFence(past, Optional.empty()));
        reports.add(guards.notPaused(past.group()));
        String name = "we appointed the active one";
        reports.add(
                past.epoch() > Appointment.FIRST_EPOCH
                        ? GuardReport.holds(
                                name,
                                "%s is it since epoch %d".formatted(past.to().name(), past.epoch()))
                        : GuardReport.blocks(
                                name,
                                "%s is it by the configuration alone".formatted(past.to().name()),
                                "decide which of the two is right: "
                                        + FenceCommand.line(past.from().name())));
        return List.copyOf(reports);
    }
}
