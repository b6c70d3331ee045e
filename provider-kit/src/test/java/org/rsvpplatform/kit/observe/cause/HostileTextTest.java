package org.rsvpplatform.kit.observe.cause;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Texts come from outside: none may throw, and none may keep a service busy. */
class HostileTextTest {
    /** CPU time for four catalogues; generous, as machines differ. */
    private static final Duration BOUND = Duration.ofSeconds(6);

    @Test
    void no_text_throws() throws IOException {
        Random random = new Random(7);
        List<CorpusTest.Message> corpus = CorpusTest.corpus();
        for (int i = 0; i < 300; i++) {
            StringBuilder text = new StringBuilder();
            for (int part = random.nextInt(6); part >= 0; part--) {
                String message = corpus.get(random.nextInt(corpus.size())).text();
                int from = random.nextInt(message.length());
                text.append(message, from, from + random.nextInt(message.length() - from + 1));
                random.ints(random.nextInt(20), 0, 0x3000).forEach(c -> text.append((char) c));
                text.append(
                        List.of("\\", "&", "\u001b[", "\r\n", "\ud800", "İ")
                                .get(random.nextInt(6)));
            }
            assertThatCode(() -> Catalogues.diagnose(text.toString()))
                    .as(text.toString())
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void a_long_log_is_read_in_bounded_time() throws IOException {
        StringBuilder log = new StringBuilder();
        List<CorpusTest.Message> corpus = CorpusTest.corpus();
        for (int i = 0; log.length() < 80_000; i++) {
            log.append("2024-01-01 00:00:00 UTC [1] LOG:  ")
                    .append(corpus.get(i % corpus.size()).text())
                    .append('\n');
        }
        assertBounded(log.toString());
    }

    @Test
    void repeated_words_of_the_catalogue_do_not_explode() {
        assertBounded("connection ".repeat(6_000));
        assertBounded("permission denied ".repeat(4_000));
        assertBounded("error ".repeat(11_000));
        assertBounded("'error':'".repeat(7_500));
        assertBounded("at a.b.c(".repeat(7_500));
        assertBounded("  ".repeat(33_000));
        assertBounded("a".repeat(66_000));
        assertBounded("smtp certificate domain not ".repeat(2_400));
        assertBounded("550 5.1.1 550-5.7.1 ".repeat(3_300));
    }

    @Test
    void of_a_text_that_is_too_long_the_newest_lines_count() {
        String log = "x ".repeat(200_000) + "\nFATAL:  sorry, too many clients already";

        assertThat(Catalogues.diagnose(log).getFirst().cause())
                .isEqualTo("db.too-many-connections");
    }

    private static void assertBounded(String text) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        Catalogues.diagnose(text);
        assertThat(Duration.ofNanos(threads.getCurrentThreadCpuTime() - start)).isLessThan(BOUND);
    }
}
