package org.rsvpplatform.database.capacity;

import org.rsvpplatform.kit.observe.probe.Outcome;

/**
 * One question to a picture of a server. It may remember what it saw before: asked by one probe at
 * a time.
 *
 * @param <P> the picture
 */
public interface Judgement<P> {
    Outcome judge(P picture);
}
