package org.rsvpplatform.sandbox.control;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rsvpplatform.sandbox.database.DatabaseServer;
import org.rsvpplatform.sandbox.fault.Breakable;
import org.rsvpplatform.sandbox.fault.Breakables;
import org.rsvpplatform.sandbox.fault.FaultRefused;
import org.rsvpplatform.sandbox.suite.Sandbox;

/** What the control server does, one thing at a time. */
final class ControlActions {
    private final Sandbox sandbox;
    private final Map<String, List<String>> broken = new LinkedHashMap<>();

    ControlActions(Sandbox sandbox) {
        this.sandbox = sandbox;
    }

    /** A provider with its ports and the faults that were applied since the last heal. */
    record ProviderState(Addresses.Ports ports, List<String> faults) {}

    /**
     * A fault that can be applied.
     *
     * @param missing why it can't be had here, null when it can
     */
    record FaultDescription(String name, String description, String missing) {}

    /** What was done. */
    record Done(String provider, String fault) {}

    synchronized List<ProviderState> state() {
        return new Addresses(sandbox)
                .ports().stream()
                        .map(p -> new ProviderState(p, broken.getOrDefault(p.name(), List.of())))
                        .toList();
    }

    Map<String, List<FaultDescription>> faults() {
        Map<String, List<FaultDescription>> faults = new LinkedHashMap<>();
        for (Breakable provider : sandbox.breakables().providers()) {
            faults.put(
                    provider.name(),
                    provider.faults().stream()
                            .map(
                                    f ->
                                            new FaultDescription(
                                                    f.name(),
                                                    f.description(),
                                                    f.missing().get().orElse(null)))
                            .toList());
        }
        return faults;
    }

    List<Addresses.ServerProcess> processes() {
        return new Addresses(sandbox).processes();
    }

    synchronized Done breakProvider(String provider, String fault, String argument) {
        Breakable breakable = sandbox.breakables().named(provider);
        breakable.breakWith(argument.isEmpty() ? fault : fault + "=" + argument);
        broken.computeIfAbsent(provider, p -> new ArrayList<>()).add(fault);
        return new Done(provider, fault);
    }

    /** Ends a database server for good; beside whatever else is being done. */
    Map<String, String> fence(String provider) {
        database(provider).fence();
        return Map.of("fenced", provider);
    }

    private DatabaseServer database(String provider) {
        return sandbox.databases().stream()
                .filter(server -> server.name().equals(provider))
                .findFirst()
                .orElseThrow(
                        () ->
                                new FaultRefused(
                                        "No database server '%s'".formatted(provider),
                                        "there is none of this name",
                                        "name one of "
                                                + sandbox.databases().stream()
                                                        .map(DatabaseServer::name)
                                                        .toList()));
    }

    /** Makes a database server follow the one that took over from it. */
    synchronized Map<String, String> rejoin(String provider) {
        Map<String, String> done = new LinkedHashMap<>();
        done.put("rejoined", provider);
        database(provider).rejoin().ifPresent(kept -> done.put("kept", kept.toString()));
        return done;
    }

    /** Heals one provider (with its pair), or all when the name is empty. */
    synchronized List<String> heal(String provider) {
        Breakables all = sandbox.breakables();
        if (provider.isEmpty()) {
            sandbox.heal();
            broken.clear();
            return all.providers().stream().map(Breakable::name).toList();
        }
        Breakable breakable = all.named(provider);
        breakable.heal();
        breakable.healedTogether().forEach(broken::remove);
        return breakable.healedTogether();
    }
}
