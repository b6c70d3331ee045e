package org.rsvpplatform.kit.act.failover;

import java.util.LinkedHashMap;
import java.util.Map;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.observe.domain.GroupSettings.Hook;

/**
 * The strongest fence: somebody who can end the machine says that the provider can't write, not
 * even after it is started again.
 */
public final class HookFence implements Fence {
    private final HookCall hook;
    private final Succession succession;
    private final Map<String, String> facts;

    /**
     * @param facts where the provider is: {@code host} and {@code port}
     */
    public HookFence(Hook hook, Succession succession, Map<String, String> facts) {
        this.hook = new HookCall(hook);
        this.succession = succession;
        this.facts = Map.copyOf(facts);
    }

    @Override
    public String name() {
        return hook.shown();
    }

    @Override
    public String leavesOpen() {
        return "";
    }

    @Override
    public String raise() throws RunFailed, InterruptedException {
        Map<String, String> what = new LinkedHashMap<>();
        what.put("act", "fence");
        what.put("group", succession.group());
        what.put("provider", succession.from().name());
        what.put("host", facts.getOrDefault("host", ""));
        what.put("port", facts.getOrDefault("port", ""));
        what.put("epoch", Long.toString(succession.epoch()));
        return hook.call(what);
    }

    /** What a hook has ended, nobody but its operator starts again. */
    @Override
    public String lift() {
        return "%s stays fenced: start it again by hand".formatted(succession.from().name());
    }
}
