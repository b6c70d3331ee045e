package org.rsvpplatform.gateway.settings;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Process settings of the gateway; each is also an environment variable, such as
 * RSVP_SERVICES_AUTH.
 */
@ConfigMapping(prefix = "rsvp")
public interface GatewaySettings {
    /**
     * The services by the names of their domains, such as {@code rsvp.services.database=http://…}.
     */
    Map<String, URI> services();

    /** Who may come in, and how services know that it is us who ask. */
    Access access();

    /** How the services are followed. */
    Follow follow();

    /** Who may come in, and how services know that it is us who ask. */
    interface Access {
        /**
         * File with the hashes of the tokens of people and programs; nobody may come in without it.
         */
        Optional<Path> tokens();

        /** PEM file (PKCS#8, EC P-256) of the key that signs our short-lived tokens. */
        Optional<Path> signingKey();
    }

    /** How the services are followed. */
    interface Follow {
        /** Time between two looks at one service. */
        @WithDefault("250ms")
        Duration interval();

        /** Time a service may take to answer a look. */
        @WithDefault("1s")
        Duration deadline();

        /** An answer older than this is not believed: the domain is UNKNOWN. */
        @WithDefault("2s")
        Duration staleAfter();

        /** Time a service may take to answer a forwarded command that only reads. */
        @WithDefault("10s")
        Duration readDeadline();

        /** Time a service may take to answer a forwarded command that changes something. */
        @WithDefault("60s")
        Duration commandDeadline();
    }
}
