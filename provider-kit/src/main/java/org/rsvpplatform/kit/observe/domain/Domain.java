package org.rsvpplatform.kit.observe.domain;

import java.util.List;
import java.util.Map;
import org.rsvpplatform.kit.observe.config.Section;

/**
 * What one service is about: its name, its commands' prefix, and the kinds of providers it knows.
 */
public interface Domain {
    /** The name everywhere: in the configuration, in answers, in metrics. */
    String name();

    /** What this domain's own commands begin with, such as {@code db}. */
    String commandPrefix();

    /**
     * The kinds of providers; the same objects every time, or each reload would open all providers
     * anew.
     */
    List<ProviderKind<?>> kinds();

    /** How its providers stand in for each other. */
    Grouping grouping();

    /** Where its providers stand in its section of the configuration, by their names. */
    default Map<String, Section> providers(Section domain) {
        return domain.sections("providers");
    }

    /** How providers form groups. */
    enum Grouping {
        /**
         * A provider that names another in {@code standbyOf} joins its group; the rest stand alone.
         */
        BY_STANDBY_OF,
        /** All of them stand in for each other, in the order of the file. */
        ONE_GROUP
    }
}
