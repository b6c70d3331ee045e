package org.rsvpplatform.kit.act.failover;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.rsvpplatform.kit.act.command.GuardReport;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.observe.cause.Finding;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.observe.config.Section;
import org.rsvpplatform.kit.observe.domain.Domain;
import org.rsvpplatform.kit.observe.domain.GroupSettings;
import org.rsvpplatform.kit.observe.domain.ProviderKind;
import org.rsvpplatform.kit.observe.probe.Alarm;
import org.rsvpplatform.kit.observe.probe.Backend;
import org.rsvpplatform.kit.observe.probe.Check;
import org.rsvpplatform.kit.observe.probe.Failure;
import org.rsvpplatform.kit.observe.probe.Inquiry;
import org.rsvpplatform.kit.observe.probe.LayerFailure;
import org.rsvpplatform.kit.observe.probe.Outcome;
import org.rsvpplatform.kit.observe.probe.Probing;
import org.rsvpplatform.kit.observe.probe.Session;
import org.rsvpplatform.kit.observe.probe.Trace;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.observe.provider.Provider;
import org.rsvpplatform.kit.observe.provider.Role;
import org.rsvpplatform.kit.time.Deadline;

/** A domain whose providers are well or gone, and whose steps go well or wrong, as a test wants. */
final class ScriptedDomain implements Domain {
    /** What was done to providers, in order. */
    final List<String> acts = new CopyOnWriteArrayList<>();

    final Set<String> gone = ConcurrentHashMap.newKeySet();
    final Set<String> ailing = ConcurrentHashMap.newKeySet();
    final Set<String> failing = ConcurrentHashMap.newKeySet();

    /** Those whose name leads nowhere. */
    final Set<String> misled = ConcurrentHashMap.newKeySet();

    /** Those that take writes though they are not the active ones. */
    final Set<String> writing = ConcurrentHashMap.newKeySet();

    /** Those that a barrier keeps from it. */
    final Set<String> barred = ConcurrentHashMap.newKeySet();

    /** Successors at which a promotion that did not come about leaves something. */
    final Set<String> leftovers = ConcurrentHashMap.newKeySet();

    /** Successors whose promotion fails when it is only asked for. */
    final Set<String> unrehearsed = ConcurrentHashMap.newKeySet();

    private final Map<String, Alarm> alarms = new ConcurrentHashMap<>();
    volatile Promotion.Reached reached = Promotion.Reached.NOT_YET;
    volatile Loss loss = Loss.none("each commit waits for the standby");
    volatile Guard own = () -> GuardReport.holds("own", "the domain has nothing against it");

    /** Fences that runs have kept to when they were taken up, by their words. */
    final List<String> stuckTo = new CopyOnWriteArrayList<>();

    /** Active ones that were started read-only. */
    final Set<String> waiting = ConcurrentHashMap.newKeySet();

    /** Whether what is acknowledged waits for the standby. */
    volatile boolean synchronous;

    /** What the backends know of their servers. */
    final Map<String, Map<String, String>> known = new ConcurrentHashMap<>();

    /** What they were told of an earlier process's knowledge, and its age. */
    final Map<String, String> recalled = new ConcurrentHashMap<>();

    /** Called at the begin of an act; a test may hold the thread there. */
    volatile Before before = act -> {};

    private final List<ProviderKind<?>> kinds = List.of(new Kind());

    @FunctionalInterface
    interface Before {
        void act(String name) throws InterruptedException;
    }

    record Settings() {}

    private record Open() implements Session {
        @Override
        public void close() {}
    }

    private final class Kind implements ProviderKind<Settings> {
        @Override
        public String name() {
            return "scripted";
        }

        @Override
        public Settings settings(Section section) {
            return new Settings();
        }

        @Override
        public Backend<?> backend(Provider provider, Settings settings) {
            return new Scripted(provider);
        }
    }

    private final class Scripted
            implements Backend<Open>, Successor, Returnable, Admissible, Remembering {
        private final Provider provider;

        Scripted(Provider provider) {
            this.provider = provider;
        }

        @Override
        public List<Layer> opening() {
            return List.of(Layer.CONNECT);
        }

        @Override
        public Open open(Probing probing) throws LayerFailure {
            if (misled.contains(provider.name())) {
                throw new LayerFailure(
                        Layer.CONNECT, new Signal.Errno("ENOTFOUND", "no such name"));
            }
            if (gone.contains(provider.name())) {
                throw new LayerFailure(
                        Layer.CONNECT, new Signal.Errno("ECONNREFUSED", "connection refused"));
            }
            return new Open();
        }

        @Override
        public List<Check<Open>> checks() {
            return List.of(new Ailing());
        }

        @Override
        public List<Inquiry> inquiries() {
            return List.of(new Refusal());
        }

        /** Confirms and rules out nothing. */
        private final class Refusal implements Inquiry {
            @Override
            public String name() {
                return "refusal";
            }

            @Override
            public Set<String> about() {
                return Set.of("scripted.refused");
            }

            @Override
            public Finding look(Failure failure, Deadline deadline, Trace trace)
                    throws InterruptedException {
                before.act("inquire " + provider.name());
                return null;
            }
        }

        private final class Ailing implements Check<Open> {
            @Override
            public Layer layer() {
                return Layer.OPERATION;
            }

            @Override
            public Outcome ask(Open session, Deadline deadline) {
                return ailing.contains(provider.name())
                        ? Outcome.degraded(new Signal.Fact("limps", "it limps"))
                        : Outcome.passed("it walks");
            }
        }

        @Override
        public Signal signal(Throwable thrown) {
            return new Signal.Text(String.valueOf(thrown.getMessage()));
        }

        @Override
        public Takeover takeOver(
                Succession succession,
                Backend<?> predecessor,
                GroupSettings settings,
                String cause) {
            return new ScriptedTakeover(succession);
        }

        @Override
        public void onAlarm(Alarm alarm) {
            alarms.put(provider.name(), alarm);
        }

        @Override
        public Optional<Duration> takesWritesFor() {
            return writing.contains(provider.name())
                    ? Optional.of(Duration.ofMillis(40))
                    : Optional.empty();
        }

        @Override
        public Map<String, String> memory() {
            return known.getOrDefault(provider.name(), Map.of());
        }

        @Override
        public void recall(Map<String, String> memory, Duration age) {
            recalled.put(provider.name(), memory + " " + age);
        }

        @Override
        public boolean waits() {
            return waiting.contains(provider.name()) && provider.role() == Role.ACTIVE;
        }

        @Override
        public Admission admission(Succession past, Backend<?> standby) {
            return new ScriptedAdmission(provider.name());
        }

        @Override
        public Return comeBack(Succession past, Backend<?> active, GroupSettings settings) {
            return new ScriptedReturn(past);
        }
    }

    private final class ScriptedAdmission implements Admission {
        private final String provider;

        ScriptedAdmission(String provider) {
            this.provider = provider;
        }

        @Override
        public List<Guard> guards() {
            return List.of(own);
        }

        @Override
        public String admit() throws RunFailed, InterruptedException {
            String told = act("admit " + provider);
            waiting.remove(provider);
            return told;
        }

        @Override
        public Proof takesWrites() {
            return () -> act("takes writes " + provider);
        }
    }

    private final class ScriptedTakeover implements Takeover, Fence, Promotion {
        private final Succession succession;

        ScriptedTakeover(Succession succession) {
            this.succession = succession;
        }

        @Override
        public Map<String, String> identities() {
            return Map.of("system " + succession.group(), "4711");
        }

        @Override
        public List<Guard> guards() {
            return List.of(
                    () -> {
                        before.act("guard " + succession.group());
                        return own.look();
                    });
        }

        @Override
        public Loss loss() {
            return loss;
        }

        @Override
        public boolean synchronous() {
            return synchronous;
        }

        @Override
        public Fence fence() {
            return this;
        }

        @Override
        public String fenceWord() {
            return "lock " + succession.epoch();
        }

        @Override
        public Promotion promotion() {
            return this;
        }

        @Override
        public Proof proof() {
            return () -> act("proof");
        }

        @Override
        public String name() {
            return "a lock";
        }

        @Override
        public void stickTo(String word) {
            stuckTo.add(word);
        }

        @Override
        public String leavesOpen() {
            return "who has a key";
        }

        @Override
        public String raise() throws RunFailed, InterruptedException {
            return act("fence " + succession.from().name());
        }

        @Override
        public String lift() throws RunFailed, InterruptedException {
            return act("lift " + succession.from().name());
        }

        @Override
        public void rehearse() throws RunFailed, InterruptedException {
            before.act("rehearse " + succession.to().name());
            if (unrehearsed.contains(succession.to().name())) {
                throw new RunFailed(succession.to().name() + " does not know its part");
            }
        }

        @Override
        public String promote() throws RunFailed, InterruptedException {
            return act("promote " + succession.to().name());
        }

        @Override
        public Reached reached() {
            return reached;
        }

        @Override
        public Optional<String> takeBack() throws RunFailed, InterruptedException {
            return leftovers.contains(succession.to().name())
                    ? Optional.of(act("take back " + succession.to().name()))
                    : Optional.empty();
        }
    }

    private final class ScriptedReturn implements Return, Rejoin {
        private final Succession past;

        ScriptedReturn(Succession past) {
            this.past = past;
        }

        @Override
        public Map<String, String> identities() {
            return Map.of("system " + past.group(), "4711");
        }

        @Override
        public List<Guard> guards() {
            return List.of();
        }

        @Override
        public Sighting look() throws RunFailed, InterruptedException {
            act("look at " + past.from().name());
            return () ->
                    new Divergence(
                            "%s wrote 7 that %s does not have"
                                    .formatted(past.from().name(), past.to().name()),
                            Map.of("pages", "7"));
        }

        @Override
        public Fence fence() {
            return new ScriptedTakeover(past);
        }

        @Override
        public boolean takesNone() {
            return !writing.contains(past.from().name()) && !gone.contains(past.from().name());
        }

        @Override
        public Optional<String> barrier(String fence) {
            return barred.contains(past.from().name())
                    ? Optional.of("lets nobody in")
                    : Optional.empty();
        }

        @Override
        public Proof fenced() {
            return () -> {
                writing.remove(past.from().name());
                return act("fenced " + past.from().name());
            };
        }

        @Override
        public Rejoin rejoin() {
            return this;
        }

        @Override
        public Map<String, String> addresses() {
            return Map.of("host", "a", "activeHost", "b");
        }

        @Override
        public List<String> byHand() {
            return List.of("copy it", "let it follow");
        }

        @Override
        public Proof follows() {
            return () -> act("follows " + past.from().name());
        }

        @Override
        public String synchronise() throws RunFailed, InterruptedException {
            return act("synchronise " + past.from().name());
        }
    }

    /** Where a provider's backend tells what it noticed. */
    Alarm alarm(String provider) {
        return alarms.get(provider);
    }

    private String act(String name) throws RunFailed, InterruptedException {
        before.act(name);
        acts.add(name);
        if (failing.contains(name)) {
            throw new RunFailed(name + " did not work");
        }
        return name + " worked";
    }

    @Override
    public String name() {
        return "scripted";
    }

    @Override
    public String commandPrefix() {
        return "scripted";
    }

    @Override
    public List<ProviderKind<?>> kinds() {
        return kinds;
    }

    @Override
    public Grouping grouping() {
        return Grouping.BY_STANDBY_OF;
    }
}
