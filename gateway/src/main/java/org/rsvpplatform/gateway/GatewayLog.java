package org.rsvpplatform.gateway;

import io.quarkus.logging.LoggingFilter;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import org.rsvpplatform.kit.serve.log.RedactedLog;

/** The kit's filter, under the name that the shared log settings use. */
@LoggingFilter(name = "redaction")
public final class GatewayLog implements Filter {
    private final Filter redacted = new RedactedLog();

    @Override
    public boolean isLoggable(LogRecord record) {
        return redacted.isLoggable(record);
    }
}
