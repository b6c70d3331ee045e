package org.rsvpplatform.kit.act.failover;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.rsvpplatform.kit.observe.domain.GroupSettings.Hook;
import org.rsvpplatform.kit.observe.provider.Provider;
import org.rsvpplatform.kit.observe.provider.Role;

/** What a hook is told of a succession. */
class HookedActTest {
    private static final Hook PRINTS =
            new Hook(
                    List.of("/usr/bin/env"),
                    Map.of(),
                    Optional.empty(),
                    Optional.empty(),
                    Duration.ofSeconds(10));

    @Test
    void which_provider_of_which_group_where_it_is_and_the_epoch() throws Exception {
        Provider one = provider("one", Role.ACTIVE);
        Succession succession =
                new Succession(Verb.FAILOVER, one, provider("two", Role.STANDBY), 7);

        String told =
                new HookFence(
                                new HookedAct(
                                        PRINTS,
                                        "fence",
                                        succession,
                                        one,
                                        Map.of("host", "db1", "port", "5432")))
                        .raise();

        assertThat(told.replaceFirst("^.*ended with 0: ", "").split(" "))
                .containsExactlyInAnyOrder(
                        "RSVP_ACT=fence",
                        "RSVP_GROUP=pair",
                        "RSVP_PROVIDER=one",
                        "RSVP_HOST=db1",
                        "RSVP_PORT=5432",
                        "RSVP_EPOCH=7");
    }

    private static Provider provider(String name, Role role) {
        return new Provider(name, "scripted", "pair", role, true, Provider.Mode.MANAGE);
    }
}
