package org.rsvpplatform.kit.act.command;

/** The command may lose something: it is not begun without the hash of the plan as it is now. */
public final class PlanNeeded extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient PlanDocument plan;

    PlanNeeded(String why, PlanDocument plan) {
        super(why);
        this.plan = plan;
    }

    /** What it would do now. */
    public PlanDocument plan() {
        return plan;
    }
}
