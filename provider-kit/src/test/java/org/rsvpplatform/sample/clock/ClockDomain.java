package org.rsvpplatform.sample.clock;

import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import org.rsvpplatform.kit.observe.domain.Domain;
import org.rsvpplatform.kit.observe.domain.ProviderKind;
import org.rsvpplatform.kit.observe.probe.Names;
import org.rsvpplatform.sample.clock.rfc868.TimeServer;

/** Where the platform gets its time from. */
@Singleton
public class ClockDomain implements Domain {
    /** The same ones every time: a provider whose kind is another object would be opened anew. */
    private final List<ProviderKind<?>> kinds;

    public ClockDomain(Names names, Clock clock) {
        this.kinds = List.of(new TimeServer(names, clock));
    }

    @Override
    public String name() {
        return "clock";
    }

    @Override
    public String commandPrefix() {
        return "clock";
    }

    @Override
    public List<ProviderKind<?>> kinds() {
        return kinds;
    }

    @Override
    public Grouping grouping() {
        return Grouping.ONE_GROUP;
    }
}
