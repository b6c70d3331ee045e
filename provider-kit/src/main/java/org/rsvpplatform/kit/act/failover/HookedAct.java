package org.rsvpplatform.kit.act.failover;

import java.util.LinkedHashMap;
import java.util.Map;
import org.rsvpplatform.kit.act.command.RunFailed;
import org.rsvpplatform.kit.observe.domain.GroupSettings.Hook;
import org.rsvpplatform.kit.observe.provider.Provider;

/**
 * What a succession has a hook do with one of its two providers: it is told {@code act}, {@code
 * group}, {@code provider}, {@code host}, {@code port}, and the {@code epoch}, by which it can
 * refuse one that is older than another it has heard of.
 *
 * @param act such as {@code fence}
 * @param where the provider is: {@code host} and {@code port}
 */
public record HookedAct(
        Hook hook,
        String act,
        Succession succession,
        Provider provider,
        Map<String, String> where) {
    /** Short, for the plan. */
    public String name() {
        return new HookCall(hook).shown();
    }

    /**
     * Calls it.
     *
     * @return what it said
     * @throws RunFailed it did not say that it is done
     */
    public String call() throws RunFailed, InterruptedException {
        Map<String, String> what = new LinkedHashMap<>();
        what.put("act", act);
        what.put("group", succession.group());
        what.put("provider", provider.name());
        what.put("host", where.getOrDefault("host", ""));
        what.put("port", where.getOrDefault("port", ""));
        what.put("epoch", Long.toString(succession.epoch()));
        return new HookCall(hook).call(what);
    }
}
