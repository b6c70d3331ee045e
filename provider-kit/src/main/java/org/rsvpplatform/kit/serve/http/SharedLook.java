package org.rsvpplatform.kit.serve.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.ws.rs.core.Response.Status;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.rsvpplatform.kit.act.command.InvalidParameters;
import org.rsvpplatform.kit.act.command.ReadCall;
import org.rsvpplatform.kit.act.command.Refused;
import org.rsvpplatform.kit.serve.log.Redaction;
import org.rsvpplatform.kit.store.StoreUnavailable;
import org.rsvpplatform.kit.time.Ticker;

/** One question for all who follow it: however many they are, it is asked once a second at most. */
final class SharedLook {
    static final Duration NEWS = Duration.ofSeconds(1);

    private static final Logger LOG = System.getLogger(SharedLook.class.getName());

    private final ReadCall<?, ?> call;
    private final ObjectMapper json;
    private final Ticker ticker;
    private final ReentrantLock lock = new ReentrantLock();
    private Look last;
    private long endedAt;

    SharedLook(ReadCall<?, ?> call, ObjectMapper json, Ticker ticker) {
        this.call = call;
        this.json = json;
        this.ticker = ticker;
    }

    /** Looks, unless somebody else did within the last second. */
    Look look() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            if (last == null || ticker.nanos() - endedAt >= NEWS.toNanos()) {
                last = now();
                endedAt = ticker.nanos();
            }
            return last;
        } finally {
            lock.unlock();
        }
    }

    private Look now() throws InterruptedException {
        try {
            return new Look.Answered(text(call.answer()));
        } catch (RuntimeException e) {
            return new Look.Failed(e, text(problem(e)));
        }
    }

    private HttpProblem problem(RuntimeException e) {
        return switch (e) {
            case InvalidParameters invalid -> Problems.invalid(invalid.errors());
            case Refused refused -> Problems.refused(refused.getMessage(), refused.hint());
            case StoreUnavailable store -> Problems.unavailable(store.getMessage(), store.hint());
            default -> {
                // The first of a row says it all; a look a second would fill the log.
                if (!(last instanceof Look.Failed)) {
                    LOG.log(
                            Level.WARNING,
                            "a look of %s failed".formatted(call.command().declaration().name()),
                            e);
                }
                yield Problems.of(
                        "look-failed",
                        Status.INTERNAL_SERVER_ERROR,
                        "The look failed",
                        "an error in this program",
                        "see the service's log");
            }
        };
    }

    /** Events pass by the filter that keeps secrets out of answers. */
    private String text(Object value) {
        try {
            return Redaction.REDACTOR.clean(json.writeValueAsString(value));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
