package org.rsvpplatform.kit.observe.cause;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The words of a domain.
 *
 * @param own words that only this domain's texts use
 * @param foreign words of the other domains
 * @param outspoken texts of this domain carry its words nearly always, so a text without any is
 *     hardly about it
 * @param harmless lines that report no fault
 * @param extractors where codes stand in texts
 * @param tells what a text reveals about its provider
 */
record Vocabulary(
        List<Phrase> own,
        List<Phrase> foreign,
        boolean outspoken,
        List<Phrase> harmless,
        List<Extractor> extractors,
        List<Tell> tells) {

    /**
     * A phrase that reveals a fact.
     *
     * @param value the fact's value; null when it is the phrase's first group
     */
    record Tell(String fact, String value, Phrase phrase) {}

    Context context(Wording wording) {
        return Context.of(wording, own, foreign, outspoken);
    }

    Map<String, String> facts(Wording wording) {
        Map<String, String> facts = new HashMap<>();
        for (Tell tell : tells) {
            if (!facts.containsKey(tell.fact())) {
                Phrase.Span span = tell.phrase().find(wording);
                String value =
                        span == null ? null : tell.value() == null ? span.group() : tell.value();
                if (value != null) {
                    facts.put(tell.fact(), value);
                }
            }
        }
        return facts;
    }

    Stream<Phrase> phrases() {
        return Stream.of(
                        own.stream(),
                        foreign.stream(),
                        harmless.stream(),
                        extractors.stream().map(Extractor::phrase),
                        tells.stream().map(Tell::phrase))
                .flatMap(s -> s);
    }
}
