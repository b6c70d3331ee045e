package org.rsvpplatform.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rsvpplatform.cli.Checkout.Ended;

/**
 * The shell script {@code rsvp}, started as a user starts it. The checkout's path has a blank in
 * it.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class LauncherTest {
    @TempDir static Path directory;
    private static Checkout checkout;

    @BeforeAll
    static void build() throws IOException {
        checkout = Checkout.in(directory);
    }

    @BeforeEach
    void nothingIsOutOfDate() throws IOException {
        Files.writeString(checkout.state("built/suite"), "");
    }

    @Test
    void without_a_jdk_25_it_says_what_to_install() throws Exception {
        Ended ended =
                Checkout.end(
                        checkout.start(
                                Map.of(
                                        "JAVA_HOME",
                                        "/nowhere",
                                        "PATH",
                                        "/bin",
                                        "RSVP_JVM_DIRECTORY",
                                        "/nowhere"),
                                "--help"));

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err())
                .contains("no JDK 25 was found", "temurin-25-jdk", "export JAVA_HOME=");
    }

    @Test
    void a_java_home_of_another_version_is_passed_over() throws Exception {
        Path old = Files.createDirectories(directory.resolve("jdk-17/bin")).getParent();
        Files.writeString(old.resolve("release"), "JAVA_VERSION=\"17.0.1\"\n");
        Path java = Files.writeString(old.resolve("bin/java"), "#!/bin/sh\nexit 99\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        Path jvms = Files.createDirectories(directory.resolve("jvms"));
        Files.createSymbolicLink(jvms.resolve("jdk-25"), Path.of(System.getProperty("java.home")));

        Ended ended =
                Checkout.end(
                        checkout.start(
                                Map.of(
                                        "JAVA_HOME",
                                        old.toString(),
                                        "PATH",
                                        "/usr/bin:/bin",
                                        "RSVP_JVM_DIRECTORY",
                                        jvms.toString()),
                                "--help"));

        assertThat(ended.code()).as(ended.err()).isZero();
    }

    @Test
    void it_works_through_links_and_from_elsewhere() throws Exception {
        Path elsewhere = Files.createDirectories(directory.resolve("else where"));
        Path absolute =
                Files.createSymbolicLink(elsewhere.resolve("r1"), checkout.root().resolve("rsvp"));
        Path relative = Files.createSymbolicLink(elsewhere.resolve("r2"), Path.of("r1"));

        for (Path link : List.of(absolute, relative)) {
            assertThat(
                            Checkout.end(
                                            checkout.start(
                                                    Map.of(), List.of(link.toString(), "--help")))
                                    .out())
                    .contains("providers:health");
        }
        assertThat(
                        Checkout.end(
                                        checkout.start(
                                                Map.of(),
                                                List.of(
                                                        "sh",
                                                        "-c",
                                                        "cd 'a checkout' && sh rsvp --help")))
                                .out())
                .contains("providers:health");
    }

    @Test
    void the_exit_code_is_the_command_lines() throws Exception {
        assertThat(checkout.run("providers:helth").code()).isEqualTo(2);
        assertThat(checkout.run("providers:health").code()).isEqualTo(4);
        assertThat(checkout.run("test", "--fast").code()).isEqualTo(2);
        assertThat(checkout.run("up", "--nonsense").code()).isEqualTo(2);
        assertThat(checkout.run("up", "--config=/nowhere.yaml").code()).isEqualTo(2);
    }

    @Test
    void output_that_is_no_terminal_has_no_colours() throws Exception {
        assertThat(checkout.run("--help").out()).doesNotContain("\u001b");
    }

    @Test
    void a_rebuilt_jar_does_not_run_from_the_old_cache() throws Exception {
        checkout.run("--help");
        Path jar = checkout.root().resolve("cli/target/rsvp.jar");
        List<Path> before = caches();

        Files.write(jar, new byte[] {0}, StandardOpenOption.APPEND);
        Ended ended = checkout.run("--help");

        assertThat(ended.code()).isZero();
        assertThat(caches()).hasSize(1).isNotEqualTo(before);
    }

    @Test
    void the_tests_totals_are_summed_over_modules_and_mavens_exit_code_is_kept() throws Exception {
        maven(
                "printf '%s\\n"
                    + "' '[INFO] Tests run: 2, Failures: 0, Errors: 0, Skipped: 1, Time elapsed: 1"
                    + " s -- in A' '[WARNING] Tests run: 2, Failures: 0, Errors: 0, Skipped: 1'"
                    + " '[ERROR] Tests run: 3, Failures: 1, Errors: 1, Skipped: 0'; exit 7");

        Ended ended = checkout.run("test");

        assertThat(ended.out()).endsWith("Tests run: 5, Failures: 1, Errors: 1, Skipped: 1\n");
        assertThat(ended.code()).isEqualTo(7);
    }

    @Test
    void what_failed_in_any_module_is_listed_and_fails_a_run_that_maven_calls_a_success()
            throws Exception {
        maven(
                "printf '%s\\n"
                    + "' '[ERROR] Failures: ' '[ERROR]   ATest.it_holds:7 expected: 1' '[ERROR]"
                    + " Tests run: 2, Failures: 1, Errors: 0, Skipped: 0' '[INFO] BUILD SUCCESS'");

        Ended ended = checkout.run("test");

        assertThat(ended.out())
                .endsWith(
                        "failed: ATest.it_holds:7 expected: 1\n"
                                + "Tests run: 2, Failures: 1, Errors: 0, Skipped: 0\n");
        assertThat(ended.code()).isEqualTo(1);
    }

    @Test
    void a_jvm_that_crashes_under_the_tests_fails_the_run() throws Exception {
        maven("echo '[ERROR] The forked VM terminated without saying properly goodbye'");

        assertThat(checkout.run("test").code()).isEqualTo(1);
    }

    @Test
    void in_ci_a_skipped_test_fails_the_build() throws Exception {
        maven("echo '[WARNING] Tests run: 2, Failures: 0, Errors: 0, Skipped: 1'");

        assertThat(checkout.run("test").code()).isZero();
        assertThat(Checkout.end(checkout.start(Map.of("CI", "true"), "test")).code()).isEqualTo(1);
    }

    @Test
    void a_full_test_run_tells_maven_so() throws Exception {
        maven("echo \"asked: $*\"");

        assertThat(checkout.run("test", "--full").out())
                .contains("asked: --fail-at-end ", " verify -Drsvp.full=true");
    }

    @Test
    void a_build_that_fails_shows_the_end_of_its_log() throws Exception {
        maven("echo '[ERROR] COMPILATION ERROR'; exit 1");
        Files.delete(checkout.state("built/suite"));

        Ended ended = checkout.run("up", "--detach");

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err()).contains("the build failed", "build.log", "COMPILATION ERROR");
    }

    private static void maven(String script) throws IOException {
        Path wrapper =
                Files.writeString(checkout.root().resolve("mvnw"), "#!/bin/sh\n" + script + "\n");
        assertThat(wrapper.toFile().setExecutable(true)).isTrue();
    }

    private static List<Path> caches() throws IOException {
        try (var files = Files.list(checkout.root().resolve("cli/target"))) {
            return files.filter(f -> f.toString().endsWith(".aot")).toList();
        }
    }
}
