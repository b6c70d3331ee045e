package org.rsvpplatform.sample.clock.rfc868;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.rsvpplatform.kit.act.failover.Succession;
import org.rsvpplatform.kit.act.failover.Successor;
import org.rsvpplatform.kit.act.failover.Takeover;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.observe.domain.GroupSettings;
import org.rsvpplatform.kit.observe.probe.Backend;
import org.rsvpplatform.kit.observe.probe.Cadence;
import org.rsvpplatform.kit.observe.probe.Check;
import org.rsvpplatform.kit.observe.probe.LayerFailure;
import org.rsvpplatform.kit.observe.probe.Names;
import org.rsvpplatform.kit.observe.probe.Probing;
import org.rsvpplatform.kit.observe.provider.Layer;

/** A time server under watch: how it is reached, and what is asked of it. */
final class TimeBackend implements Backend<TimeSession>, Successor {
    private final TimeServer.Settings settings;
    private final Names names;
    private final List<Check<TimeSession>> checks;

    TimeBackend(TimeServer.Settings settings, Names names, Clock clock) {
        this.settings = settings;
        this.names = names;
        this.checks = List.of(new OffsetCheck(settings.most(), clock));
    }

    @Override
    public List<Layer> opening() {
        return List.of(Layer.DNS, Layer.CONNECT);
    }

    @Override
    public TimeSession open(Probing probing) throws LayerFailure, InterruptedException {
        TimeSession session = new TimeSession(new Socket(), probing.trace());
        try {
            InetAddress address = names.resolve(settings.host(), probing.deadline())[0];
            probing.reached(Layer.CONNECT);
            probing.trace().sent("connect to " + address + ":" + settings.port());
            session.socket()
                    .connect(
                            new InetSocketAddress(address, settings.port()),
                            probing.deadline().remainingMillis());
            return session;
        } catch (IOException | TimeoutException e) {
            session.close();
            throw new LayerFailure(probing.reached(), signal(e));
        }
    }

    @Override
    public List<Check<TimeSession>> checks() {
        return checks;
    }

    @Override
    public Signal signal(Throwable thrown) {
        String message = String.valueOf(thrown.getMessage());
        return switch (thrown) {
            case UnknownHostException _ -> new Signal.Fact("name-unresolved", message);
            case ConnectException _ -> new Signal.Errno("ECONNREFUSED", message);
            case SocketTimeoutException _ ->
                    new Signal.Timeout(Layer.CONNECT, Cadence.DEFAULT.deadline());
            default -> new Signal.Text(message);
        };
    }

    @Override
    public Takeover takeOver(
            Succession succession, Backend<?> predecessor, GroupSettings settings, String cause) {
        return new TimeTakeover(succession, settings);
    }

    @Override
    public Map<String, String> facts() {
        return Map.of("host", settings.host(), "port", Integer.toString(settings.port()));
    }
}
