package org.rsvpplatform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.rsvpplatform.database.command.Rejoin;
import org.rsvpplatform.kit.act.command.GuardReport;
import org.rsvpplatform.kit.act.command.RunDocument;
import org.rsvpplatform.kit.act.failover.Explanation;
import org.rsvpplatform.kit.act.failover.Rig;
import org.rsvpplatform.kit.act.failover.Succession;
import org.rsvpplatform.kit.act.failover.Successor;
import org.rsvpplatform.kit.act.failover.Takeover;
import org.rsvpplatform.kit.act.failover.Verb;
import org.rsvpplatform.kit.journal.Event;
import org.rsvpplatform.kit.observe.domain.DomainWatch;
import org.rsvpplatform.kit.observe.provider.Appointment;
import org.rsvpplatform.kit.observe.provider.Provider;
import org.rsvpplatform.kit.observe.provider.State;

/** A pair on its schedule, with the engine that fails it over. */
public final class GroupUnderWatch implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(15);

    private final ProbedDomain domain;
    private final Rig rig;
    private final String group;

    private GroupUnderWatch(
            String yaml, String group, String failover, Path folder, boolean attended) {
        this.group = group;
        this.domain =
                ProbedDomain.scheduled(
                        yaml
                                + "  groups:\n    %s: { failover: { %s } }\n"
                                        .formatted(group, failover));
        this.rig = new Rig(domain.watch(), ProbedDomain.catalogue(), folder, Clock.systemUTC());
        if (attended) {
            attend();
        }
        awaitUp();
        awaitHeard();
    }

    /**
     * @param yaml the pair's section
     * @param failover what stands under the group's {@code failover:}
     * @param folder for the service's store
     */
    public GroupUnderWatch(String yaml, String group, String failover, Path folder) {
        this(yaml, group, failover, folder, true);
    }

    /** The same, with nobody who acts by himself, whatever is seen. */
    public static GroupUnderWatch unattended(
            String yaml, String group, String failover, Path folder) {
        return new GroupUnderWatch(yaml, group, failover, folder, false);
    }

    /** From now on what can be done without an operator is done. */
    public void attend() {
        rig.considerAllTheTime();
    }

    /** Both of them. */
    public void awaitUp() {
        watch().providers().forEach(provider -> awaitState(provider.name(), State.UP));
    }

    /** Both were asked by the observer, and the one follows the other. */
    public void awaitHeard() {
        await().atMost(SOON).until(this::bothWereHeard);
    }

    private boolean bothWereHeard() {
        return guard("standby follows this primary").holds();
    }

    public DomainWatch watch() {
        return domain.watch();
    }

    public Explanation explain() {
        return rig.explain(group);
    }

    public GuardReport guard(String name) {
        return explain().guards().stream()
                .filter(guard -> guard.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** The guard of the fence. */
    public GuardReport fenced() {
        return guard("the active one is fenced first");
    }

    /** The guards that do not hold. */
    public List<GuardReport> blocking() {
        return GuardReport.blocking(explain().guards());
    }

    public void awaitBlockedBy(String guard) {
        await().atMost(SOON)
                .untilAsserted(
                        () ->
                                assertThat(blocking())
                                        .as(explain().toString())
                                        .extracting(GuardReport::name)
                                        .contains(guard));
    }

    /** What a switchover would do, whoever else is at it. */
    public Takeover switchover() {
        return takeover(Verb.SWITCHOVER);
    }

    /** The same of each of the three. */
    public Takeover takeover(Verb verb) {
        Succession succession = new Succession(verb, provider(group), provider(standby()), 2);
        Successor standby = (Successor) watch().backend(standby()).orElseThrow();
        return standby.takeOver(
                succession,
                watch().backend(group).orElseThrow(),
                watch().settings(group),
                "unknown");
    }

    private String standby() {
        return "backup-" + group;
    }

    private Provider provider(String name) {
        return watch().providers().stream()
                .filter(p -> p.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** What {@code providers:grants} prints for the primary. */
    public List<String> grants() {
        return watch().backend(group).orElseThrow().grants();
    }

    public RunDocument call(String command, String... parameters) {
        return rig.call(command, parameters);
    }

    /** Calls a command, and agrees to its plan. */
    public RunDocument agree(String command, String... parameters) {
        return rig.agree(command, parameters);
    }

    /** Makes a former active server follow the present one. */
    public RunDocument rejoin(String provider) {
        return rig.agree(new Rejoin(rig.rejoins()), "provider", provider);
    }

    /** The run that began last. */
    public RunDocument latestRun() {
        return rig.latestRun();
    }

    public List<Event> journalled(String type) {
        return rig.journalled(type);
    }

    public void awaitState(String provider, State state) {
        await().atMost(SOON).until(() -> watch().board().state(provider).orElse(null) == state);
    }

    public void awaitActive(String provider) {
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(active()).as(explain().toString()).isEqualTo(provider));
    }

    public String active() {
        return watch().appointment(group).map(Appointment::provider).orElse("nobody");
    }

    @Override
    public void close() {
        domain.close();
        rig.close();
    }
}
