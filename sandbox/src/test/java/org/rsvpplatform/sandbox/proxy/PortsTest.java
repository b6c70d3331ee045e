package org.rsvpplatform.sandbox.proxy;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class PortsTest {
    /** Enough for a socket that a starting process inherits to be met several times. */
    private static final int PORTS = 1_000;

    @Test
    void a_port_can_be_taken_at_once_while_servers_are_started() {
        AtomicBoolean done = new AtomicBoolean();
        try (ExecutorService starts = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 2; i++) {
                starts.submit(
                        () -> {
                            while (!done.get()) {
                                new ProcessBuilder("true").start().waitFor();
                            }
                            return null;
                        });
            }
            try {
                for (int i = 0; i < PORTS; i++) {
                    assertThatCode(() -> take(Ports.free())).doesNotThrowAnyException();
                }
            } finally {
                done.set(true);
            }
        }
    }

    private static void take(int port) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(Ports.loopback(), port));
        }
    }
}
