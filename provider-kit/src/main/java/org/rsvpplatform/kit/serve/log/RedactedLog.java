package org.rsvpplatform.kit.serve.log;

import io.quarkus.logging.LoggingFilter;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import org.jboss.logmanager.formatters.PatternFormatter;

/** Takes secrets out of every line of the log. */
@LoggingFilter(name = "redaction")
public final class RedactedLog implements Filter {
    private static final PatternFormatter MESSAGE = new PatternFormatter("%s");

    @Override
    public boolean isLoggable(LogRecord record) {
        String message = MESSAGE.format(record);
        String clean = Redaction.REDACTOR.clean(message);
        if (clean != message) {
            record.setMessage(clean);
            record.setParameters(null);
        }
        if (record.getThrown() != null && holdsSecret(record.getThrown())) {
            record.setThrown(new RedactedException(record.getThrown()));
        }
        return true;
    }

    private static boolean holdsSecret(Throwable thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause() == t ? null : t.getCause()) {
            String text = t.toString();
            if (Redaction.REDACTOR.clean(text) != text) {
                return true;
            }
        }
        return false;
    }

    /** Stands for an exception whose message held a secret; the stack trace is kept. */
    private static final class RedactedException extends Exception {
        private static final long serialVersionUID = 1L;

        RedactedException(Throwable thrown) {
            super(
                    Redaction.REDACTOR.clean(thrown.toString()),
                    thrown.getCause() == null ? null : new RedactedException(thrown.getCause()),
                    false,
                    true);
            setStackTrace(thrown.getStackTrace());
        }
    }
}
