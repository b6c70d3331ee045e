package org.rsvpplatform.kit.serve;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Process settings of a service; each is also an environment variable, such as RSVP_CONFIG. */
@ConfigMapping(prefix = "rsvp")
public interface ServiceSettings {
    /** The file that names the providers. */
    @WithDefault("providers.yaml")
    Path config();

    /** What is kept on disk. */
    Store store();

    /** Who may come in. */
    Access access();

    /** How providers are probed. */
    Probe probe();

    /** Where programs learn who is the active provider, beside the API. */
    Pointer pointer();

    /** Where programs learn who is the active provider, beside the API. */
    interface Pointer {
        /**
         * Folder of files that name the active providers, one a group and pg_service.conf; none
         * without it.
         */
        Optional<Path> directory();

        /** Address at which HAProxy's agent-check is answered. */
        @WithDefault("127.0.0.1")
        String agentHost();

        /** Port at which HAProxy's agent-check is answered; it is not without one. */
        Optional<Integer> agentPort();
    }

    /** What is kept on disk. */
    interface Store {
        /** Folder of the service's own state; the file in it is named after the domain. */
        @WithDefault("state")
        Path directory();

        /** Journal records, and runs that have ended, are removed when they are older than this. */
        @WithDefault("90D")
        Duration keep();

        /** The journal keeps at most this many records, and as many runs are kept. */
        @WithDefault("1000000")
        long most();
    }

    /** Who may come in. */
    interface Access {
        /**
         * File with the hashes of the tokens of the platform's programs; none are valid without it.
         */
        Optional<Path> tokens();

        /**
         * PEM file with the public key (EC P-256) of the gateway, whose short-lived tokens are
         * valid here.
         */
        Path verifyKey();
    }

    /** How providers are probed. */
    interface Probe {
        /** Probes under way at once, over all providers. */
        @WithDefault("512")
        int concurrency();
    }
}
