package org.rsvpplatform.email.smtp;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.rsvpplatform.kit.observe.cause.Signal;

/** The server answered with another code than the one that lets the dialogue go on. */
final class SmtpReplyException extends IOException {
    private static final long serialVersionUID = 1L;

    /** RFC 3463: class, subject, detail. */
    private static final Pattern ENHANCED = Pattern.compile("^([245]\\.\\d{1,3}\\.\\d{1,3})\\b");

    private final transient SmtpSession.Reply reply;

    SmtpReplyException(SmtpSession.Reply reply) {
        super(reply.code() + " " + reply.text());
        this.reply = reply;
    }

    Signal signal() {
        Matcher matcher = ENHANCED.matcher(reply.text());
        return new Signal.Reply(reply.code(), matcher.find() ? matcher.group(1) : "", reply.text());
    }
}
