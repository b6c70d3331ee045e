package org.rsvpplatform.sandbox.mariadb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.rsvpplatform.sandbox.process.Account;
import org.rsvpplatform.sandbox.process.SandboxException;

/**
 * How much memory a process may map.
 *
 * @param account whose process it is
 * @param pid the process
 */
record AddressSpace(Account account, long pid) {
    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final String UNLIMITED = "unlimited";

    /** From now on it gets no more than it has. */
    void limitToPresent() {
        set(String.valueOf(kilobytes() * 1024));
    }

    /** It gets what it asks for; does nothing where there is no limit. */
    void free() {
        if (!line("limits", "Max address space").matches(".*space\\s+" + UNLIMITED + ".*")) {
            set(UNLIMITED);
        }
    }

    /** The soft limit only: who is not root could not raise the other again. */
    private void set(String bytes) {
        account.shell(DEADLINE, "prlimit --pid=\"$1\" --as=\"$2\":", pid, bytes);
    }

    private long kilobytes() {
        return Long.parseLong(line("status", "VmSize:").replaceAll("\\D", ""));
    }

    private String line(String file, String begin) {
        try {
            return Files.readAllLines(Path.of("/proc", String.valueOf(pid), file)).stream()
                    .filter(line -> line.startsWith(begin))
                    .findFirst()
                    .orElse("");
        } catch (IOException e) {
            throw new SandboxException("cannot read /proc/%d/%s".formatted(pid, file), e);
        }
    }
}
