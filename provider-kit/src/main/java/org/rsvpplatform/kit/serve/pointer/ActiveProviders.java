package org.rsvpplatform.kit.serve.pointer;

import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rsvpplatform.kit.observe.domain.DomainWatch;
import org.rsvpplatform.kit.observe.probe.Backend;
import org.rsvpplatform.kit.observe.provider.Appointment;

/** The active provider of each group, with its address. */
@Singleton
public class ActiveProviders {
    /**
     * What a program needs to find a provider; the rest of what is known of it is not its business.
     */
    private static final List<String> ADDRESS = List.of("host", "port", "database", "path");

    private final DomainWatch watch;

    public ActiveProviders(DomainWatch watch) {
        this.watch = watch;
    }

    /** One for each group that has one, in the order of the file. */
    public List<Active> all() {
        return watch.appointments().stream().map(this::active).toList();
    }

    private Active active(Appointment appointment) {
        Map<String, Object> address = new LinkedHashMap<>();
        Map<String, String> facts =
                watch.backend(appointment.provider()).map(Backend::facts).orElse(Map.of());
        for (String part : ADDRESS) {
            if (facts.containsKey(part)) {
                address.put(
                        part,
                        part.equals("port") ? Integer.valueOf(facts.get(part)) : facts.get(part));
            }
        }
        return new Active(
                appointment.group(),
                appointment.provider(),
                appointment.epoch(),
                appointment.since(),
                address);
    }
}
