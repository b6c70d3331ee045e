package org.rsvpplatform.database.host;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.rsvpplatform.kit.observe.provider.Provider;
import org.rsvpplatform.kit.observe.provider.Role;

/** The hosts of all servers under watch: what helps one server may have to be done at another. */
public final class Hosts {
    private final Map<Provider, ServerHost> hosts = new ConcurrentHashMap<>();

    public void add(Provider provider, ServerHost host) {
        hosts.put(provider, host);
    }

    public void remove(Provider provider, ServerHost host) {
        hosts.remove(provider, host);
    }

    /** Values for the placeholders that speak of this provider's standby. */
    public Map<String, String> standbyFacts(Provider provider) {
        Map<String, String> facts = new HashMap<>();
        hosts.forEach(
                (other, host) -> {
                    if (other.group().equals(provider.group())
                            && !other.equals(provider)
                            && other.role() == Role.STANDBY) {
                        copy(host.facts(), "dataDirectory", facts, "standbyDataDirectory");
                        copy(host.facts(), "serverLog", facts, "standbyLog");
                    }
                });
        return facts;
    }

    private static void copy(
            Map<String, String> from, String key, Map<String, String> to, String as) {
        if (from.containsKey(key)) {
            to.put(as, from.get(key));
        }
    }
}
