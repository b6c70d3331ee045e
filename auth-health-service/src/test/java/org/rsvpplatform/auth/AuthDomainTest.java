package org.rsvpplatform.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rsvpplatform.kit.observe.cause.Catalogue;
import org.rsvpplatform.kit.observe.config.ProvidersFile;
import org.rsvpplatform.kit.observe.domain.DomainConfiguration;
import org.rsvpplatform.kit.observe.domain.DomainWatch;
import org.rsvpplatform.kit.observe.health.HealthBoard;
import org.rsvpplatform.kit.observe.probe.Backend;
import org.rsvpplatform.kit.observe.probe.ProbeEngine;
import org.rsvpplatform.kit.redaction.Redactor;
import org.rsvpplatform.kit.time.Ticker;

class AuthDomainTest {
    private static final String AUTH =
            "auth:\n  jwt: { secret: \"0123456789abcdef0123456789abcdef\" }\n";

    @TempDir Path directory;

    @Test
    void a_change_of_another_domain_leaves_the_provider_as_it_is() throws IOException {
        Clock clock = Clock.systemUTC();
        Catalogue catalogue = catalogue();
        HealthBoard board = new HealthBoard(() -> catalogue, clock, Ticker.system());
        try (DomainWatch watch =
                new DomainWatch(
                        new AuthDomain(clock),
                        board,
                        new ProbeEngine(4, clock, Ticker.system(), board))) {
            apply(watch, AUTH);
            Backend<?> first = watch.backend("jwt").orElseThrow();

            apply(watch, AUTH + "email:\n  providers: {}\n");

            assertThat(watch.backend("jwt").orElseThrow()).isSameAs(first);
        }
    }

    private void apply(DomainWatch watch, String text) throws IOException {
        Path file = Files.writeString(directory.resolve("providers.yaml"), text);
        watch.apply(
                DomainConfiguration.read(
                        watch.domain(), ProvidersFile.read(file, Map.of(), new Redactor())));
    }

    private static Catalogue catalogue() throws IOException {
        try (InputStream yaml = AuthDomainTest.class.getResourceAsStream("/causes.yaml")) {
            return Catalogue.read(yaml);
        }
    }
}
