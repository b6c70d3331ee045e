package org.rsvpplatform.auth;

import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rsvpplatform.auth.jwt.JwtKeys;
import org.rsvpplatform.kit.observe.config.Section;
import org.rsvpplatform.kit.observe.domain.Domain;
import org.rsvpplatform.kit.observe.domain.ProviderKind;

/** How people and programs prove who they are. */
@Singleton
public class AuthDomain implements Domain {
    /** The same ones every time: a provider whose kind is another object would be opened anew. */
    private final List<ProviderKind<?>> kinds;

    public AuthDomain(Clock clock) {
        this.kinds = List.of(new JwtKeys(clock));
    }

    @Override
    public String name() {
        return "auth";
    }

    @Override
    public String commandPrefix() {
        return "auth";
    }

    @Override
    public List<ProviderKind<?>> kinds() {
        return kinds;
    }

    @Override
    public Grouping grouping() {
        return Grouping.BY_STANDBY_OF;
    }

    /** The guide's shape: each provider is a section of its own, not one of a list. */
    @Override
    public Map<String, Section> providers(Section domain) {
        Map<String, Section> providers = new LinkedHashMap<>();
        domain.section("jwt").ifPresent(jwt -> providers.put("jwt", jwt));
        domain.section("oauth")
                .ifPresent(
                        oauth -> {
                            oauth.leaveOthers();
                            domain.warning(
                                    "oauth",
                                    "is not watched by this version",
                                    "keep it; a later version will watch it");
                        });
        return providers;
    }
}
