package org.rsvpplatform.sample.clock.rfc868;

import java.time.Clock;
import java.time.Duration;
import org.rsvpplatform.kit.observe.config.Section;
import org.rsvpplatform.kit.observe.domain.ProviderKind;
import org.rsvpplatform.kit.observe.probe.Backend;
import org.rsvpplatform.kit.observe.probe.Names;
import org.rsvpplatform.kit.observe.provider.Provider;

/** A server of the Time Protocol. Source: RFC 868. */
public final class TimeServer implements ProviderKind<TimeServer.Settings> {
    private final Names names;
    private final Clock clock;

    /**
     * @param most how far its clock may be from ours
     */
    public record Settings(String host, int port, Duration most) {}

    public TimeServer(Names names, Clock clock) {
        this.names = names;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "time";
    }

    @Override
    public Settings settings(Section section) {
        return new Settings(
                section.host("host").required(),
                section.port("port").orElse(37),
                section.duration("mostOffset").orElse(Duration.ofSeconds(2)));
    }

    @Override
    public Backend<?> backend(Provider provider, Settings settings) {
        return new TimeBackend(settings, names, clock);
    }
}
