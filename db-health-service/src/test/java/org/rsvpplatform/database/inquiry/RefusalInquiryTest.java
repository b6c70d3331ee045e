package org.rsvpplatform.database.inquiry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rsvpplatform.database.connection.Endpoint;
import org.rsvpplatform.database.host.Footprint;
import org.rsvpplatform.database.host.ListeningSockets;
import org.rsvpplatform.database.host.ServerHost;
import org.rsvpplatform.database.postgresql.connection.Doorbell;
import org.rsvpplatform.kit.observe.cause.Finding;
import org.rsvpplatform.kit.observe.probe.Failure;
import org.rsvpplatform.kit.observe.probe.Names;
import org.rsvpplatform.kit.observe.probe.Trace;
import org.rsvpplatform.kit.observe.provider.Layer;
import org.rsvpplatform.kit.time.Deadline;

class RefusalInquiryTest {
    private static final String HEAD = "  sl  local_address rem_address   st\n";

    @TempDir Path tables;

    @Test
    void a_host_that_does_not_tell_its_ports_confirms_nothing() throws Exception {
        Finding finding = look();

        assertThat(finding.confirms()).isEmpty();
        assertThat(finding.rulesOut()).isEmpty();
        assertThat(finding.evidence()).contains("does not tell which ports are bound");
    }

    @Test
    void a_table_that_can_not_be_read_confirms_nothing() throws Exception {
        Files.writeString(tables.resolve("tcp"), HEAD);
        Files.createDirectory(tables.resolve("tcp6"));

        assertThat(look().confirms()).isEmpty();
    }

    @Test
    void a_table_without_the_port_says_that_nothing_listens() throws Exception {
        Files.writeString(tables.resolve("tcp"), HEAD);

        assertThat(look().evidence()).contains("nothing listens on port");
    }

    private Finding look() throws Exception {
        Endpoint endpoint = new Endpoint("127.0.0.1", freePort(), Endpoint.Via.DIRECT);
        ServerHost host =
                new ServerHost(
                        Footprint.POSTGRESQL, Optional.empty(), new ListeningSockets(tables));
        return new RefusalInquiry(new Place(endpoint, Names.system(), host, new Doorbell.Bells()))
                .look(
                        new Failure(Layer.CONNECT, List.of(), Set.of("db.connection-refused")),
                        Deadline.in(Duration.ofSeconds(5)),
                        Trace.none());
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }
}
