package org.rsvpplatform.storage.contract;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/** A service with two folders to watch, the gateway's public key and one program's token. */
public class StorageService implements QuarkusTestResourceLifecycleManager {
    /** Argument of the resource: what stands in providers.yaml. */
    public static final String CONFIGURATION = "configuration";

    private static final String TWO_FOLDERS =
            """
            storage:
              active: local
              providers:
                local: { kind: local, basePath: uploads }
                spare: { kind: local, basePath: spare }
            """;

    static final String PLATFORM_TOKEN = "a-token-of-the-platform-s-own-program";

    private Path directory;
    private String configuration = TWO_FOLDERS;

    @Override
    public void init(Map<String, String> arguments) {
        configuration = arguments.getOrDefault(CONFIGURATION, TWO_FOLDERS);
    }

    @Override
    public Map<String, String> start() {
        try {
            directory = Files.createTempDirectory("rsvp-storage-");
            Files.createDirectory(directory.resolve("uploads"));
            Files.createDirectory(directory.resolve("spare"));
            return Map.of(
                    "quarkus.http.test-port", "0",
                    // The build tells tests where the checkout is under a name of our prefix.
                    "smallrye.config.mapping.validate-unknown", "false",
                    "rsvp.config", write("providers.yaml", configuration),
                    "rsvp.store.directory", directory.resolve("state").toString(),
                    "rsvp.access.verify-key", write("verify.pem", Gateway.OURS.publicKey()),
                    "rsvp.access.tokens",
                            write("tokens", "platform web sha256:" + sha256(PLATFORM_TOKEN)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String write(String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content).toString();
    }

    private static String sha256(String token) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void stop() {
        try {
            Files.walkFileTree(
                    directory,
                    new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                                throws IOException {
                            Files.delete(file);
                            return FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult postVisitDirectory(Path folder, IOException e)
                                throws IOException {
                            Files.delete(folder);
                            return FileVisitResult.CONTINUE;
                        }
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
