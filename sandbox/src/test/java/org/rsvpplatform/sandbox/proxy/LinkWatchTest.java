package org.rsvpplatform.sandbox.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.rsvpplatform.sandbox.process.SandboxException;

class LinkWatchTest {
    private static final int LINKS = 8;

    /** They are looked after in no order, so half of them are in the way of the others. */
    @Test
    void a_link_whose_port_was_taken_by_another_leaves_no_other_link_closed() throws IOException {
        int server = Ports.free();
        List<ServerSocket> others = new ArrayList<>();
        try (LinkWatch watch = new LinkWatch()) {
            List<FaultLink> links = new ArrayList<>();
            for (int i = 0; i < LINKS; i++) {
                links.add(new FaultLink("programs", server, watch));
            }
            List<FaultLink> taken = links.subList(0, LINKS / 2);
            for (FaultLink link : taken) {
                others.add(new ServerSocket(link.port(), 1, Ports.loopback()));
            }

            try (ServerSocket _ = new ServerSocket(server, LINKS, Ports.loopback())) {
                assertThatThrownBy(watch::look)
                        .isInstanceOf(SandboxException.class)
                        .hasMessageContaining("was taken by another");

                for (FaultLink link : links.subList(LINKS / 2, LINKS)) {
                    try (Socket program = new Socket(Ports.loopback(), link.port())) {
                        assertThat(program.isConnected()).isTrue();
                    }
                }
            }
        } finally {
            for (ServerSocket other : others) {
                other.close();
            }
        }
    }
}
