package org.rsvpplatform.sample.clock.rfc868;

import java.util.List;
import java.util.Map;
import org.rsvpplatform.kit.act.failover.Fence;
import org.rsvpplatform.kit.act.failover.Guard;
import org.rsvpplatform.kit.act.failover.Loss;
import org.rsvpplatform.kit.act.failover.Promotion;
import org.rsvpplatform.kit.act.failover.Proof;
import org.rsvpplatform.kit.act.failover.Succession;
import org.rsvpplatform.kit.act.failover.Takeover;
import org.rsvpplatform.kit.observe.domain.GroupSettings;

/** Nobody writes to a time server: clients are pointed to another one, and that is all. */
record TimeTakeover(Succession succession, GroupSettings settings) implements Takeover {
    @Override
    public Map<String, String> identities() {
        return Map.of();
    }

    @Override
    public List<Guard> guards() {
        return List.of();
    }

    @Override
    public Loss loss() {
        return Loss.none("a clock keeps nothing");
    }

    @Override
    public Fence fence() {
        return new Fence() {
            @Override
            public String name() {
                return "none is needed";
            }

            @Override
            public String leavesOpen() {
                return "";
            }

            @Override
            public String raise() {
                return "two clocks may run at the same time";
            }

            @Override
            public String lift() {
                return "there was none";
            }
        };
    }

    @Override
    public Promotion promotion() {
        return new Promotion() {
            @Override
            public String promote() {
                return succession.to().name() + " runs";
            }

            @Override
            public Reached reached() {
                return Reached.NOT_YET; // nothing is done to it, so that all can be taken back
            }
        };
    }

    @Override
    public Proof proof() {
        return () -> succession.to().name() + " is the active one";
    }
}
