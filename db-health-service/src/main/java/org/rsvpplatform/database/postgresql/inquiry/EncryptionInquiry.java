package org.rsvpplatform.database.postgresql.inquiry;

import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.rsvpplatform.database.connection.Attempt;
import org.rsvpplatform.database.connection.Door;
import org.rsvpplatform.database.inquiry.Place;
import org.rsvpplatform.database.postgresql.connection.Connector;
import org.rsvpplatform.database.postgresql.connection.PostgresSession;
import org.rsvpplatform.database.postgresql.connection.PostgresSettings;
import org.rsvpplatform.kit.observe.cause.Finding;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.observe.probe.Failure;
import org.rsvpplatform.kit.observe.probe.Inquiry;
import org.rsvpplatform.kit.observe.probe.LayerFailure;
import org.rsvpplatform.kit.observe.probe.Trace;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.time.Deadline;

/**
 * Whether pg_hba.conf refuses our address or only a connection without TLS. The server says the
 * same for both when it was asked without TLS; asking with TLS decides.
 */
public final class EncryptionInquiry implements Inquiry {
    private static final String TLS = "db.tls-required";
    private static final String HOST = "db.host-not-allowed";

    /** What it says in another language is not known; then it is tried. */
    private static final Pattern WITH_TLS = Pattern.compile("SSL encryption|SSL on");

    private static final Pattern ADDRESS = Pattern.compile("for host \"([0-9a-fA-F.:]{3,45})\"");

    private final Place place;
    private final PostgresSettings settings;
    private final Connector withTls;

    /**
     * @param withTls connects to the same server with TLS, whatever our configuration says
     */
    public EncryptionInquiry(Place place, PostgresSettings settings, Connector withTls) {
        this.place = place;
        this.settings = settings;
        this.withTls = withTls;
    }

    @Override
    public String name() {
        return "with-tls";
    }

    @Override
    public Set<String> about() {
        return Set.of(TLS, HOST);
    }

    @Override
    public Finding look(Failure failure, Deadline deadline, Trace trace) throws Exception {
        Optional<Signal.SqlState> refusal = refusal(failure);
        if (refusal.isEmpty()) {
            return null;
        }
        String message = refusal.get().message();
        Map<String, String> facts = address(message);
        if (settings.tls().insists() || WITH_TLS.matcher(message).find()) {
            return new Finding(
                    name(),
                    Set.of(HOST),
                    Set.of(TLS),
                    "pg_hba.conf on the server has no line for user %s, database %s from %s, with TLS"
                            .formatted(
                                    settings.login().user(),
                                    settings.database(),
                                    facts.getOrDefault("clientAddress", "our address")),
                    facts);
        }
        InetSocketAddress first = place.addresses(deadline).getFirst();
        try (Door door = place.doors().at(first, deadline, trace)) {
            Door.Answer answer = door.ring(deadline);
            if (answer == Door.Answer.NO_TLS) {
                return new Finding(
                        name(),
                        Set.of(HOST),
                        Set.of(TLS),
                        "the server offers no TLS, so TLS is not what it misses",
                        facts);
            }
            if (answer != Door.Answer.TLS) {
                return null;
            }
        }
        return tryTls(facts, deadline, trace);
    }

    private Finding tryTls(Map<String, String> facts, Deadline deadline, Trace trace)
            throws Exception {
        try (PostgresSession _ = withTls.open(Attempt.by(deadline, trace))) {
            return letIn(facts, "the same login works with TLS");
        } catch (LayerFailure e) {
            String said = e.signals().getFirst().evidence();
            if (said.contains("pg_hba.conf")) {
                return new Finding(
                        name(),
                        Set.of(HOST),
                        Set.of(TLS),
                        "with TLS the server refuses our address too: " + said,
                        facts);
            }
            boolean pastTheRules =
                    e.layer() == Layer.AUTHENTICATION || e.layer() == Layer.AUTHORIZATION;
            return pastTheRules ? letIn(facts, "with TLS pg_hba.conf lets us in: " + said) : null;
        }
    }

    private Finding letIn(Map<String, String> facts, String evidence) {
        return new Finding(name(), Set.of(TLS), Set.of(HOST), evidence, facts);
    }

    private static Optional<Signal.SqlState> refusal(Failure failure) {
        return failure.signals().stream()
                .filter(Signal.SqlState.class::isInstance)
                .map(Signal.SqlState.class::cast)
                .filter(said -> said.state().equals("28000"))
                .filter(said -> said.message().contains("pg_hba.conf"))
                .findFirst();
    }

    /** The address that the server sees us at, as a line of pg_hba.conf has it. */
    private static Map<String, String> address(String message) {
        Matcher matcher = ADDRESS.matcher(message);
        if (!matcher.find()) {
            return Map.of();
        }
        String address = matcher.group(1);
        return Map.of("clientAddress", address + (address.indexOf(':') < 0 ? "/32" : "/128"));
    }
}
