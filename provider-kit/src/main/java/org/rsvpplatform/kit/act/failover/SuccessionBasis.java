package org.rsvpplatform.kit.act.failover;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.observe.domain.DomainWatch;
import org.rsvpplatform.kit.observe.provider.Provider;

/** Successions as a plan names them: whoever takes the run up reads them from there. */
final class SuccessionBasis {
    private static final String EPOCH = UnderWay.EPOCH;
    private static final String FROM = "from ";
    private static final String TO = "to ";
    private static final String VERB = "verb ";

    private SuccessionBasis() {}

    static void put(SortedMap<String, String> basis, Assessment assessment) {
        Succession s = assessment.succession();
        basis.put(VERB + s.group(), s.verb().name());
        basis.put(FROM + s.group(), s.from().name());
        basis.put(TO + s.group(), s.to().name());
        basis.put(EPOCH + s.group(), Long.toString(s.epoch()));
        basis.put("why " + s.group(), assessment.why());
        basis.putAll(assessment.takeover().identities());
    }

    /**
     * @throws RunFailed when a provider of them is no longer configured
     */
    static List<Succession> of(Map<String, String> basis, DomainWatch watch) throws RunFailed {
        List<Succession> successions = new ArrayList<>();
        for (String key : basis.keySet()) {
            if (key.startsWith(EPOCH)) {
                String group = key.substring(EPOCH.length());
                successions.add(
                        new Succession(
                                Verb.valueOf(basis.get(VERB + group)),
                                provider(watch, basis.get(FROM + group)),
                                provider(watch, basis.get(TO + group)),
                                Long.parseLong(basis.get(key))));
            }
        }
        return successions;
    }

    private static Provider provider(DomainWatch watch, String name) throws RunFailed {
        return watch.providers().stream()
                .filter(p -> p.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new RunFailed(name + " is no longer configured"));
    }
}
