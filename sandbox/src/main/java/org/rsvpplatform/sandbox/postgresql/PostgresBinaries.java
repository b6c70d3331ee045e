package org.rsvpplatform.sandbox.postgresql;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.rsvpplatform.sandbox.process.Cache;
import org.rsvpplatform.sandbox.process.Resource;
import org.rsvpplatform.sandbox.process.SandboxException;
import org.tukaani.xz.XZInputStream;

/**
 * PostgreSQL's programs, unpacked: {@code initdb}, {@code pg_ctl}, {@code postgres}.
 *
 * @param version major version: 14, 15 or 18
 * @param home the folder that holds {@code bin}, {@code lib} and {@code share}
 * @param id names exactly these programs
 */
public record PostgresBinaries(String version, Path home, String id) {
    private static final String ARCHITECTURE = "amd64";

    /** Unpacks the programs of a major version into the cache, unless they are there. */
    public static PostgresBinaries of(String version, Cache cache) {
        if (!System.getProperty("os.arch").equals(ARCHITECTURE)) {
            throw new SandboxException(
                    "PostgreSQL's programs are here for Linux on %s only, this is %s"
                            .formatted(ARCHITECTURE, System.getProperty("os.arch")));
        }
        String id = "postgresql-" + version + "-" + digest(version);
        return new PostgresBinaries(version, cache.folder(id, to -> unpack(version, to)), id);
    }

    public Path program(String name) {
        return home.resolve("bin").resolve(name);
    }

    private static InputStream archive(String version) {
        InputStream archive =
                PostgresBinaries.class.getResourceAsStream(
                        "/postgresql/" + version + "/postgres-linux-x86_64.txz");
        if (archive == null) {
            throw new SandboxException("no PostgreSQL %s here".formatted(version));
        }
        return archive;
    }

    private static String digest(String version) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(pgCtl());
            try (InputStream in = new DigestInputStream(archive(version), sha)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
            return HexFormat.of().formatHex(sha.digest(), 0, 6);
        } catch (IOException | NoSuchAlgorithmException e) {
            throw new SandboxException("cannot read PostgreSQL " + version, e);
        }
    }

    private static void unpack(String version, Path to) {
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(
                        new XZInputStream(new BufferedInputStream(archive(version))))) {
            for (TarArchiveEntry e = tar.getNextEntry(); e != null; e = tar.getNextEntry()) {
                extract(tar, e, to.resolve(e.getName()).normalize());
            }
            Path pgCtl = to.resolve("bin/pg_ctl");
            Files.move(pgCtl, to.resolve("bin/pg_ctl.bin"));
            Files.write(pgCtl, pgCtl());
            Files.setPosixFilePermissions(pgCtl, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new SandboxException("cannot unpack PostgreSQL " + version, e);
        }
    }

    private static void extract(TarArchiveInputStream tar, TarArchiveEntry entry, Path target)
            throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(target);
        } else if (entry.isSymbolicLink()) {
            Files.createDirectories(target.getParent());
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else {
            Files.createDirectories(target.getParent());
            Files.copy(tar, target, StandardCopyOption.REPLACE_EXISTING);
            boolean program = (entry.getMode() & 0100) != 0;
            Files.setPosixFilePermissions(
                    target, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
        }
    }

    private static byte[] pgCtl() throws IOException {
        return Resource.text(PostgresBinaries.class, "pg_ctl.sh").getBytes(StandardCharsets.UTF_8);
    }
}
