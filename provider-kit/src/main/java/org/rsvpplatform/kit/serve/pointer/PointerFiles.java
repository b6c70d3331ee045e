package org.rsvpplatform.kit.serve.pointer;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A file a group, {@code <group>.properties}, and one for clients of PostgreSQL, {@code
 * pg_service.conf}: whoever reads one finds the old content or the new one, never a part.
 */
public final class PointerFiles {
    private final Path directory;

    public PointerFiles(Path directory) {
        this.directory = directory;
    }

    /**
     * Writes what is so now; a file that says so already is left alone.
     *
     * @throws IOException the first file that could not be written; the others were
     */
    public void write(List<Active> active) throws IOException {
        Map<String, String> files = new TreeMap<>();
        active.forEach(a -> files.put(a.group() + ".properties", properties(a)));
        String services =
                active.stream()
                        .filter(a -> a.address().containsKey("database"))
                        .map(PointerFiles::service)
                        .collect(Collectors.joining("\n"));
        if (!services.isEmpty()) {
            files.put("pg_service.conf", services);
        }
        Files.createDirectories(directory);
        IOException failed = null;
        for (Map.Entry<String, String> file : files.entrySet()) {
            try {
                replace(directory.resolve(file.getKey()), file.getValue());
            } catch (IOException e) {
                failed = failed == null ? e : failed;
            }
        }
        if (failed != null) {
            throw failed;
        }
    }

    private static String properties(Active active) {
        StringBuilder text = new StringBuilder();
        text.append("group=").append(active.group()).append('\n');
        text.append("provider=").append(active.provider()).append('\n');
        text.append("epoch=").append(active.epoch()).append('\n');
        text.append("since=").append(active.since()).append('\n');
        active.address().forEach((name, value) -> text.append(name + "=" + value + "\n"));
        return text.toString();
    }

    /** Source: PostgreSQL manual, 34.17 The Connection Service File. */
    private static String service(Active active) {
        return "# epoch %d, %s%n[%s]%nhost=%s%nport=%s%ndbname=%s%n"
                .formatted(
                        active.epoch(),
                        active.provider(),
                        active.group(),
                        active.address().get("host"),
                        active.address().get("port"),
                        active.address().get("database"));
    }

    /** On the disk before it has its name: also a power loss leaves one or the other. */
    private static void replace(Path file, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (Files.exists(file) && Arrays.equals(Files.readAllBytes(file), bytes)) {
            return;
        }
        Path beside = file.resolveSibling("." + file.getFileName() + ".new");
        Files.write(beside, bytes);
        try (FileChannel channel = FileChannel.open(beside, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
