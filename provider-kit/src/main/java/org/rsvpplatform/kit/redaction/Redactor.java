package org.rsvpplatform.kit.redaction;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes secrets out of texts. Registered secrets are found as they are and in base64 (both
 * alphabets, also inside a longer token), hex, URL-encoded, JSON, XML and SQL form; unregistered
 * ones where they look like credentials ({@code password=…}, {@code Authorization: …}, {@code
 * //user:password@host}).
 *
 * <p>A secret shorter than four characters is not searched for: it would be found in every other
 * word, and what remained would tell it. Only the credential patterns hide it; the configuration
 * warns of it.
 *
 * <p>Safe for use by many threads: {@link #clean} reads an immutable snapshot.
 */
public final class Redactor {

    private final Map<Secret, Integer> registered = new HashMap<>();
    private volatile Needles needles = Needles.NONE;

    /** From now on the secret is hidden. Registered twice, it has to be forgotten twice. */
    public synchronized void register(Secret secret) {
        if (registered.merge(secret, 1, Integer::sum) == 1) {
            needles = snapshot();
        }
    }

    /** Ends one registration: for a secret that came with a request and is in use no more. */
    public synchronized void forget(Secret secret) {
        boolean known = registered.containsKey(secret);
        if (known && registered.merge(secret, -1, Integer::sum) == 0) {
            registered.remove(secret);
            needles = snapshot();
        }
    }

    /** The text without secrets; the very same object when it holds none, {@code null} for null. */
    public String clean(String text) {
        if (text == null || text.isEmpty()) {
            return text;
        }
        Spans spans = new Spans();
        needles.find(text, spans);
        Patterns.find(text, spans);
        return spans.hideIn(text);
    }

    private Needles snapshot() {
        List<Needle> all = new ArrayList<>();
        registered.keySet().forEach(secret -> all.addAll(Forms.of(secret.reveal())));
        return new Needles(all);
    }
}
