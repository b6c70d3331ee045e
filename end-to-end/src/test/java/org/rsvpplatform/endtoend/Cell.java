package org.rsvpplatform.endtoend;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * One cell of the fault matrix.
 *
 * @param broken the provider that is broken
 * @param seen the provider that has to say so
 * @param tlsMode the TLS mode that the provider must be configured with for the fault to matter
 * @param always whether every run of the tests has it
 */
record Cell(
        String broken,
        String fault,
        String seen,
        String cause,
        Optional<String> tlsMode,
        boolean always) {

    /** All cells, from {@code matrix.csv}. */
    static List<Cell> all() {
        try (InputStream in = Cell.class.getResourceAsStream("matrix.csv")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(Cell::of)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Cell of(String line) {
        String[] columns = line.split(", ");
        return new Cell(
                columns[0],
                columns[1],
                columns[2],
                columns[3],
                Optional.of(columns[4]).filter(mode -> !mode.equals("-")),
                columns[5].equals("yes"));
    }

    /** The group that both providers are in. */
    String group() {
        return broken.replace("backup-", "");
    }

    @Override
    public String toString() {
        return broken + " " + fault;
    }
}
