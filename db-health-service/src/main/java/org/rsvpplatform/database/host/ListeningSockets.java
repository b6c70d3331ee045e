package org.rsvpplatform.database.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** The TCP sockets of this host that listen: the guide's netstat. Source: proc_net_tcp of Linux. */
public final class ListeningSockets {
    private static final String LISTEN = "0A";

    /** An address and a port that somebody listens on. */
    public record Bound(InetAddress address, int port) {
        /** Whether a connection to this address would reach it. */
        public boolean takes(InetAddress wanted) {
            return address.isAnyLocalAddress() || address.equals(wanted);
        }

        @Override
        public String toString() {
            return address.getHostAddress() + ":" + port;
        }
    }

    private final Path tables;

    public ListeningSockets() {
        this(Path.of("/proc/net"));
    }

    /**
     * @param tables the folder with {@code tcp} and {@code tcp6}
     */
    public ListeningSockets(Path tables) {
        this.tables = tables;
    }

    /** All of them; empty when this host does not tell, or not all. */
    public Optional<List<Bound>> all() {
        List<Bound> bound = new ArrayList<>();
        boolean told = false;
        for (String table : List.of("tcp", "tcp6")) {
            try {
                Files.readAllLines(tables.resolve(table), StandardCharsets.US_ASCII).stream()
                        .skip(1)
                        .map(line -> line.strip().split("\\s+"))
                        .filter(fields -> fields.length > 3 && fields[3].equals(LISTEN))
                        .map(fields -> read(fields[1]))
                        .forEach(bound::add);
                told = true;
            } catch (NoSuchFileException e) {
                // a host without IPv6, or another operating system
            } catch (IOException e) {
                return Optional.empty();
            }
        }
        return told ? Optional.of(List.copyOf(bound)) : Optional.empty();
    }

    /** {@code 0100007F:1538} is 127.0.0.1:5432: words of four bytes, each in the host's order. */
    private static Bound read(String text) {
        int colon = text.indexOf(':');
        byte[] bytes = HexFormat.of().parseHex(text, 0, colon);
        byte[] address = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            address[i] = bytes[i - i % 4 + 3 - i % 4];
        }
        try {
            return new Bound(
                    InetAddress.getByAddress(address),
                    Integer.parseInt(text.substring(colon + 1), 16));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes", e);
        }
    }
}
