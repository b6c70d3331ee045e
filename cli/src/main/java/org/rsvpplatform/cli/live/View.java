package org.rsvpplatform.cli.live;

import java.util.Optional;
import org.rsvpplatform.cli.output.SessionOrder;
import org.rsvpplatform.cli.output.SessionSort;

/**
 * What is to be shown, and how.
 *
 * @param target what was asked for, in a word
 * @param last the latest answer; empty before the first
 * @param trouble why there is no newer one; empty when all is well
 */
record View(String target, Optional<News.Looked> last, String trouble, SessionOrder order) {

    static View of(String target, SessionSort sort) {
        return new View(target, Optional.empty(), "", new SessionOrder(sort, false));
    }

    /** The same after something has happened. */
    View after(News news) {
        return switch (news) {
            case News.Looked looked -> new View(target, Optional.of(looked), "", order);
            case News.LookFailed failed -> troubled("the look failed: " + failed.why());
            case News.Lost lost -> troubled(lost.why() + "; trying again");
            case News.Key key -> new View(target, last, trouble, order.pressed(key.code()));
            case News.Ended _, News.Resized _ -> this;
        };
    }

    private View troubled(String why) {
        return new View(target, last, why, order);
    }
}
