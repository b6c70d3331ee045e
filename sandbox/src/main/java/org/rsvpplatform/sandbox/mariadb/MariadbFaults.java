package org.rsvpplatform.sandbox.mariadb;

import java.util.ArrayList;
import java.util.List;
import org.rsvpplatform.sandbox.fault.Fault;
import org.rsvpplatform.sandbox.fault.WireFaults;

/** What can be broken at a MariaDB server and its pair. */
final class MariadbFaults {
    private final MariadbServer server;
    private final Instance instance;

    MariadbFaults(MariadbPair pair, MariadbServer server) {
        this.server = server;
        this.instance = server.instance();
    }

    List<Fault> all() {
        List<Fault> faults = new ArrayList<>(ofProcesses());
        faults.addAll(WireFaults.on(server.links()));
        return List.copyOf(faults);
    }

    private List<Fault> ofProcesses() {
        return List.of(
                Fault.of("stop", "the server is shut down in order", instance::stop),
                Fault.of("kill", "the server is killed (-9)", instance::kill),
                Fault.of("freeze", "the server's process is stopped", instance::freeze));
    }
}
