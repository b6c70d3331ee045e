package org.rsvpplatform.cli.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.rsvpplatform.cli.gateway.Endpoint;
import org.rsvpplatform.cli.invocation.ExitCode;
import org.rsvpplatform.cli.invocation.Failure;
import org.rsvpplatform.cli.invocation.Invocation;

/** Which gateway a command speaks to. */
public final class KnownGateway {
    private KnownGateway() {}

    /** The gateway of an invocation: see {@link #find(Map, SuiteDirectory)}. */
    public static Endpoint of(Invocation invocation) {
        return find(invocation.environment(), new SuiteDirectory(invocation.root()));
    }

    /**
     * The gateway that {@code RSVP_URL} and {@code RSVP_TOKEN} name, else the one that this
     * checkout's {@code ./rsvp up} started. The checkout's own token is never sent to another
     * address.
     */
    static Endpoint find(Map<String, String> environment, SuiteDirectory suite) {
        String url = environment.getOrDefault("RSVP_URL", "");
        String token = environment.getOrDefault("RSVP_TOKEN", "");
        String ours = SuiteRecord.read(suite).map(SuiteRecord::url).orElse("");
        if (url.isEmpty() && ours.isEmpty()) {
            throw new Failure(
                    ExitCode.UNREACHABLE,
                    "no gateway is known: nothing was started from this checkout, and RSVP_URL is"
                            + " not set",
                    "start the suite:            ./rsvp up",
                    "or name another gateway:    export RSVP_URL=https://… RSVP_TOKEN=…");
        }
        String at = strip(url.isEmpty() ? ours : url);
        if (token.isEmpty() && at.equals(strip(ours))) {
            token = ownToken(suite.token());
        }
        return new Endpoint(at, token);
    }

    private static String strip(String url) {
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    private static String ownToken(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            return "";
        }
    }
}
