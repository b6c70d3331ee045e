package org.rsvpplatform.kit.observe.probe;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.observe.provider.Provider;

/**
 * A configured provider as the probe engine sees it: it opens sessions and knows what to ask
 * through them. It lives as long as its configuration does not change, and is closed then.
 *
 * @param <C> the session it opens
 */
public interface Backend<C extends Session> extends AutoCloseable {
    /** The layers that opening a session answers, in this kind's own order. */
    List<Layer> opening();

    /**
     * Opens one session. Report each layer as it is reached through {@link Probing#reached}, so
     * that a deadline that passes names the right one.
     *
     * @throws LayerFailure when a layer answered, and the answer was no
     * @throws TimeoutException no answer by the deadline, at the layer that was reached
     */
    C open(Probing probing) throws LayerFailure, TimeoutException, InterruptedException;

    /** Whether one login serves several probes, and for how long. */
    default Keeping<C> keeping() {
        return Keeping.none();
    }

    /** What to ask through a session, in order. */
    List<Check<C>> checks();

    /** Turns what a check threw into a signal. */
    Signal signal(Throwable thrown);

    /** Asked in order, without a session, when opening one got no answer at all. */
    default List<Question> questions() {
        return List.of();
    }

    /** Second looks that tell neighbouring causes apart. */
    default List<Inquiry> inquiries() {
        return List.of();
    }

    /** Names for the placeholders in remedies, such as host and port; never a secret. */
    default Map<String, String> facts() {
        return Map.of();
    }

    /** {@link #facts} and what the configuration says of the provider. */
    default Map<String, String> factsOf(Provider provider) {
        Map<String, String> facts = new HashMap<>(facts());
        facts.put("provider", provider.name());
        facts.put("kind", provider.kind());
        facts.put("group", provider.group());
        return facts;
    }

    /**
     * The lines that give our users just what the checks need; empty when the kind has no such
     * thing.
     */
    default List<String> grants() {
        return List.of();
    }

    /**
     * Called once, when the provider comes under watch: what the backend notices by itself, such as
     * the end of a session that it keeps open, it tells there.
     */
    default void onAlarm(Alarm alarm) {}

    /**
     * Drops what is kept between two probes, such as connections or what the server offered last:
     * the next probe finds out anew.
     */
    default void forget() {}

    @Override
    default void close() {}
}
