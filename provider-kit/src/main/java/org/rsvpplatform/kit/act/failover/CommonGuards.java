package org.rsvpplatform.kit.act.failover;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.rsvpplatform.kit.act.command.GuardReport;
import org.rsvpplatform.kit.observe.cause.Catalogue;
import org.rsvpplatform.kit.observe.cause.Cause;
import org.rsvpplatform.kit.observe.cause.Switch;
import org.rsvpplatform.kit.observe.provider.Provider;
import org.rsvpplatform.kit.observe.provider.State;
import org.rsvpplatform.kit.store.HoldTable;
import org.rsvpplatform.kit.time.DurationText;

/** The conditions that hold for every domain, each with its evidence and what would unblock it. */
public final class CommonGuards {
    private final Supplier<Catalogue> causes;
    private final Holds holds;
    private final Supplier<Optional<String>> storeProblem;

    /**
     * @param storeProblem why nothing can be written down now; empty when it can
     */
    public CommonGuards(
            Supplier<Catalogue> causes, Holds holds, Supplier<Optional<String>> storeProblem) {
        this.causes = causes;
        this.holds = holds;
        this.storeProblem = storeProblem;
    }

    List<GuardReport> look(Situation situation) {
        List<GuardReport> reports = new ArrayList<>();
        reports.add(store());
        reports.add(managed(situation.succession()));
        switch (situation.succession().verb()) {
            case SWITCHOVER -> {
                reports.add(activeIsWell(situation));
                reports.add(standbyIsWell(situation, false));
            }
            case FAILOVER -> {
                reports.add(cured(situation));
                reports.add(standbyIsWell(situation, followsFromTheOther(situation)));
                reports.add(notPaused(situation.succession().group()));
                reports.add(notFlapping(situation));
            }
            case FORCE -> reports.add(standbyAnswers(situation));
        }
        return reports;
    }

    GuardReport store() {
        return storeProblem
                .get()
                .map(
                        problem ->
                                GuardReport.blocks(
                                        "store",
                                        "no step can be written down: " + problem,
                                        "mend the service's own store"))
                .orElseGet(() -> GuardReport.holds("store", "each step can be written down"));
    }

    GuardReport managed(Succession succession) {
        for (Provider provider : List.of(succession.from(), succession.to())) {
            if (provider.observedOnly()) {
                return GuardReport.blocks(
                        "managed",
                        provider.name() + " is only observed",
                        "remove mode: observe from its configuration");
            }
            Optional<HoldTable.Row> maintenance = holds.of(Holds.Kind.MAINTENANCE, provider.name());
            if (maintenance.isPresent()) {
                return GuardReport.blocks(
                        "managed",
                        "%s is in maintenance until %s, says %s"
                                .formatted(
                                        provider.name(),
                                        maintenance.get().until(),
                                        maintenance.get().by()),
                        "./rsvp providers:maintenance %s --end".formatted(provider.name()));
            }
        }
        return GuardReport.holds("managed", "both providers may be acted on");
    }

    private static GuardReport activeIsWell(Situation situation) {
        String told =
                "%s is %s"
                        .formatted(
                                situation.fromName(),
                                Situation.told(situation.from(), situation.why()));
        return situation.from().works()
                ? GuardReport.holds("active is well", told)
                : GuardReport.blocks(
                        "active is well", told, "a switchover needs both; this takes a failover");
    }

    /** A standby misses an active one that is gone: that is no fault of its own. */
    private boolean followsFromTheOther(Situation situation) {
        return situation.to() == State.DEGRADED
                && situation
                        .wrongWithTo()
                        .filter(
                                wrong ->
                                        situation
                                                .why()
                                                .flatMap(why -> causes.get().cause(why.cause()))
                                                .filter(c -> c.explains().contains(wrong.cause()))
                                                .isPresent())
                        .isPresent();
    }

    private static GuardReport standbyIsWell(Situation situation, boolean follows) {
        String told =
                "%s is %s"
                        .formatted(
                                situation.toName(),
                                Situation.told(situation.to(), situation.wrongWithTo()));
        if (follows) {
            return GuardReport.holds("standby is well", told + ", which follows from the other");
        }
        return situation.to() == State.UP
                ? GuardReport.holds("standby is well", told)
                : GuardReport.blocks("standby is well", told, remedy(situation));
    }

    private static GuardReport standbyAnswers(Situation situation) {
        String told =
                "%s is %s"
                        .formatted(
                                situation.toName(),
                                Situation.told(situation.to(), situation.wrongWithTo()));
        return situation.to().works()
                ? GuardReport.holds("standby answers", told)
                : GuardReport.blocks("standby answers", told, remedy(situation));
    }

    private static String remedy(Situation situation) {
        return situation
                .wrongWithTo()
                .flatMap(d -> d.remedies().stream().findFirst())
                .map(r -> r.text())
                .orElse("./rsvp providers:test " + situation.toName());
    }

    private GuardReport cured(Situation situation) {
        String name = "a switch cures it";
        if (situation.from() != State.DOWN) {
            return GuardReport.blocks(
                    name,
                    "%s is %s".formatted(situation.fromName(), situation.from()),
                    situation.from() == State.UNKNOWN
                            ? "nobody has measured it; look at the service's own health"
                            : "nothing: it works");
        }
        String cause = situation.why().map(d -> d.cause()).orElse(Cause.UNKNOWN);
        Switch helps = causes.get().cause(cause).map(Cause::switchover).orElse(Switch.NEVER);
        String evidence =
                "%s is %s; a switch helps: %s"
                        .formatted(
                                situation.fromName(),
                                Situation.told(situation.from(), situation.why()),
                                helps.label());
        boolean holds =
                switch (helps) {
                    case CURES -> true;
                    case IF_STANDBY_UNAFFECTED ->
                            situation.to() == State.UP || followsFromTheOther(situation);
                    case NEVER -> false;
                };
        return holds
                ? GuardReport.holds(name, evidence)
                : GuardReport.blocks(
                        name,
                        evidence,
                        "mend the cause itself: ./rsvp providers:health %s --detailed"
                                .formatted(situation.fromName()));
    }

    GuardReport notPaused(String group) {
        return holds.of(Holds.Kind.PAUSED, group)
                .map(
                        pause ->
                                GuardReport.blocks(
                                        "not paused",
                                        "%s paused it until %s%s"
                                                .formatted(
                                                        pause.by(),
                                                        pause.until(),
                                                        pause.why() == null
                                                                ? ""
                                                                : ": " + pause.why()),
                                        "./rsvp failover:resume " + group))
                .orElseGet(() -> GuardReport.holds("not paused", "nobody paused it"));
    }

    private GuardReport notFlapping(Situation situation) {
        String name = "not again so soon";
        String group = situation.succession().group();
        if (situation.present().epoch() == 1) {
            return GuardReport.holds(name, "it never failed over");
        }
        Duration age = Duration.between(situation.present().since(), situation.now());
        String evidence = "the last change was %d s ago".formatted(age.toSeconds());
        if (age.compareTo(situation.settings().antiFlap()) >= 0) {
            return GuardReport.holds(name, evidence);
        }
        return holds.of(Holds.Kind.ACKNOWLEDGED, group)
                .filter(row -> row.since().isAfter(situation.present().since()))
                .map(
                        row ->
                                GuardReport.holds(
                                        name, evidence + ", and " + row.by() + " knows of it"))
                .orElseGet(
                        () ->
                                GuardReport.blocks(
                                        name,
                                        "%s; antiFlap is %s"
                                                .formatted(
                                                        evidence,
                                                        DurationText.of(
                                                                situation.settings().antiFlap())),
                                        "./rsvp failover:acknowledge " + group));
    }
}
