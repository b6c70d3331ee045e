package org.rsvpplatform.kit.serve.pointer;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rsvpplatform.kit.act.failover.Appointments;
import org.rsvpplatform.kit.observe.domain.DomainWatch;
import org.rsvpplatform.kit.observe.probe.Backend;
import org.rsvpplatform.kit.observe.provider.Appointment;
import org.rsvpplatform.kit.store.StoreUnavailable;

/** The active provider of each group, with its address. */
@Singleton
public class ActiveProviders {
    /**
     * What a program needs to find a provider; the rest of what is known of it is not its business.
     */
    private static final List<String> ADDRESS = List.of("host", "port", "database", "path");

    private final DomainWatch watch;
    private final Appointments appointments;

    public ActiveProviders(DomainWatch watch, Appointments appointments) {
        this.watch = watch;
        this.appointments = appointments;
    }

    /**
     * One for each group that has one, in the order of the file.
     *
     * @throws StoreUnavailable who was appointed could not be read yet
     */
    public List<Active> all() {
        demandKnown();
        return watch.appointments().stream().map(this::active).toList();
    }

    /**
     * @throws StoreUnavailable who was appointed could not be read yet
     */
    public void demandKnown() {
        if (!appointments.known()) {
            throw new StoreUnavailable(
                    "who is the active provider of each group can't be read",
                    "see the store's problem in /api/v1/status",
                    null);
        }
    }

    /** Waits until they are known. */
    public boolean awaitKnown(Duration most) throws InterruptedException {
        return appointments.awaitKnown(most);
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
