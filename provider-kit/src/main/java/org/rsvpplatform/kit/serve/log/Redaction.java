package org.rsvpplatform.kit.serve.log;

import org.rsvpplatform.kit.redaction.Redactor;

/** The one redactor of the process: the log needs it before any bean exists. */
public final class Redaction {
    public static final Redactor REDACTOR = new Redactor();

    private Redaction() {}
}
