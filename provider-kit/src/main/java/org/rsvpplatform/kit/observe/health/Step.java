package org.rsvpplatform.kit.observe.health;

/** When an observation moves a state. */
public enum Step {
    /** It agrees with the state; whatever was pending is forgotten. */
    STAY,
    /** The first result after UNKNOWN decides, and silence is believed at once. */
    AT_ONCE,
    /** After {@code fall} worse results in a row. */
    AFTER_FALL,
    /** After {@code rise} better results in a row. */
    AFTER_RISE
}
