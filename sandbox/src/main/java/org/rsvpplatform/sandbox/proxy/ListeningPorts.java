package org.rsvpplatform.sandbox.proxy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.rsvpplatform.sandbox.SandboxException;

/**
 * The IPv4 TCP ports somebody listens on, read from the kernel's table: a look costs no connection,
 * so it neither makes a server fork nor fills the queue of a frozen one.
 */
final class ListeningPorts {
    private static final Path TABLE = Path.of("/proc/net/tcp");
    private static final String LISTEN = "0A";

    private ListeningPorts() {}

    static Set<Integer> now() {
        Set<Integer> ports = new HashSet<>();
        try (BufferedReader table = Files.newBufferedReader(TABLE, StandardCharsets.US_ASCII)) {
            table.readLine();
            // "  0: 0100007F:1538 00000000:0000 0A …"; listening sockets come first
            for (String line = table.readLine(); line != null; line = table.readLine()) {
                String[] fields = line.strip().split("\\s+", 5);
                if (!fields[3].equals(LISTEN)) {
                    break;
                }
                ports.add(Integer.parseInt(fields[1].substring(fields[1].indexOf(':') + 1), 16));
            }
        } catch (IOException e) {
            throw new SandboxException("cannot read " + TABLE, e);
        }
        return ports;
    }
}
