package org.rsvpplatform.sandbox.proxy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.rsvpplatform.sandbox.process.SandboxException;

/**
 * The TCP ports somebody listens on, read from the kernel's tables: a look costs no connection, so
 * it neither makes a server fork nor fills the queue of a frozen one.
 */
final class ListeningPorts {
    /** Both: a JVM's IPv4 listener stands in the second. */
    private static final List<Path> TABLES =
            List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));

    private static final String LISTEN = "0A";

    private ListeningPorts() {}

    static Set<Integer> now() {
        Set<Integer> ports = new HashSet<>();
        for (Path table : TABLES) {
            if (Files.exists(table)) {
                read(table, ports);
            }
        }
        return ports;
    }

    private static void read(Path table, Set<Integer> ports) {
        try (BufferedReader reader = Files.newBufferedReader(table, StandardCharsets.US_ASCII)) {
            reader.readLine();
            // "  0: 0100007F:1538 00000000:0000 0A …"; listening sockets come first
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                String[] fields = line.strip().split("\\s+", 5);
                if (!fields[3].equals(LISTEN)) {
                    break;
                }
                ports.add(Integer.parseInt(fields[1].substring(fields[1].indexOf(':') + 1), 16));
            }
        } catch (IOException e) {
            throw new SandboxException("cannot read " + table, e);
        }
    }
}
