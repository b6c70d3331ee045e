package org.rsvpplatform.kit.act.benchmark;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleConsumer;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.observe.config.Section;
import org.rsvpplatform.kit.observe.domain.Domain;
import org.rsvpplatform.kit.observe.domain.ProviderKind;
import org.rsvpplatform.kit.observe.probe.Backend;
import org.rsvpplatform.kit.observe.probe.Check;
import org.rsvpplatform.kit.observe.probe.LayerFailure;
import org.rsvpplatform.kit.observe.probe.Probing;
import org.rsvpplatform.kit.observe.probe.Session;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.observe.provider.Provider;

/** A domain whose providers take loads, and refuse us when they are told to. */
final class LoadedDomain implements Domain {
    final AtomicInteger clears = new AtomicInteger();
    volatile boolean refuses;
    volatile Runnable whileMeasuring = () -> {};

    private final List<ProviderKind<?>> kinds = List.of(new Kind());

    record Settings() {}

    private record NoSession() implements Session {
        @Override
        public void close() {}
    }

    private final class Kind implements ProviderKind<Settings> {
        @Override
        public String name() {
            return "loaded";
        }

        @Override
        public Settings settings(Section section) {
            return new Settings();
        }

        @Override
        public Backend<?> backend(Provider provider, Settings settings) {
            return new Loaded();
        }
    }

    private final class Loaded implements Backend<NoSession>, Benchmarkable, Benchmark {
        @Override
        public List<Layer> opening() {
            return List.of(Layer.AUTHENTICATION);
        }

        @Override
        public NoSession open(Probing probing) throws LayerFailure {
            if (refuses) {
                throw new LayerFailure(Layer.AUTHENTICATION, new Signal.Text("wrong password"));
            }
            return new NoSession();
        }

        @Override
        public List<Check<NoSession>> checks() {
            return List.of();
        }

        @Override
        public Signal signal(Throwable thrown) {
            return new Signal.Text(String.valueOf(thrown.getMessage()));
        }

        @Override
        public Benchmark benchmark() {
            return this;
        }

        @Override
        public String clear() throws RunFailed {
            clears.incrementAndGet();
            if (refuses) {
                throw new RunFailed("wrong password");
            }
            return "removed 0 rows";
        }

        @Override
        public Report measure(
                Duration duration, List<Measurement> baseline, DoubleConsumer progress) {
            whileMeasuring.run();
            return new Report("unknown", "nothing was measured", List.of(), List.of(), List.of());
        }
    }

    @Override
    public String name() {
        return "sample";
    }

    @Override
    public String commandPrefix() {
        return "sample";
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
