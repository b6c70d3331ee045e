package org.rsvpplatform.database.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.rsvpplatform.database.connection.Endpoint;
import org.rsvpplatform.kit.observe.provider.Provider;
import org.rsvpplatform.kit.observe.provider.Role;

/** What is said of the other servers of a group. */
class HostsTest {
    private final Hosts hosts = new Hosts();
    private final Provider active = provider("a", Role.ACTIVE);

    @Test
    void what_is_known_of_the_only_standby_is_said() {
        join("b");

        assertThat(hosts.standbyFacts(active)).containsEntry("standbyDataDirectory", "/data/b");
    }

    @Test
    void of_two_standbys_of_which_either_may_be_meant_nothing_is_said() {
        join("b");
        join("c");

        assertThat(hosts.standbyFacts(active)).isEmpty();
    }

    @Test
    void a_standby_that_is_no_longer_watched_is_not_meant() {
        join("b");
        join("c").close();

        assertThat(hosts.standbyFacts(active)).containsEntry("standbyDataDirectory", "/data/b");
    }

    private Hosts.Seat join(String name) {
        return hosts.join(
                provider(name, Role.STANDBY),
                new Endpoint(name, 5432, Endpoint.Via.DIRECT),
                Footprint.POSTGRESQL,
                Optional.of(Path.of("/data", name)));
    }

    private static Provider provider(String name, Role role) {
        return new Provider(name, "postgresql", "a", role, true, Provider.Mode.MANAGE);
    }
}
