package org.rsvpplatform.kit.act.failover;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.rsvpplatform.kit.act.command.GuardReport;
import org.rsvpplatform.kit.observe.domain.GroupSettings;

/**
 * Others who look at the active provider from elsewhere, such as this service at another site: each
 * is asked by GET and answers 200 while it reaches that provider, and 503 while it does not. All
 * else says nothing, and nobody is passed on it.
 *
 * @param addresses each with {@code {provider}} where the name goes
 */
record OtherObservers(List<String> addresses) {
    private static final String NAME = "other observers agree";
    static final Duration WITHIN = Duration.ofSeconds(1);

    /** Its own time-out comes first. */
    private static final Duration MOST = WITHIN.plusMillis(500);

    private static final HttpClient CLIENT = HttpClient.newBuilder().connectTimeout(WITHIN).build();
    private static final int REACHES_IT = 200;
    private static final int MISSES_IT = 503;

    GuardReport look(String provider) throws InterruptedException {
        List<CompletableFuture<Integer>> answers = new ArrayList<>();
        for (String address : addresses) {
            answers.add(ask(address, provider));
        }
        for (int i = 0; i < answers.size(); i++) {
            String host = uri(addresses.get(i), provider).getAuthority();
            int status = status(answers.get(i));
            if (status == REACHES_IT) {
                return GuardReport.blocks(
                        NAME,
                        "the one at %s reaches %s".formatted(host, provider),
                        "mend the way from here to " + provider);
            }
            if (status != MISSES_IT) {
                return GuardReport.blocks(
                        NAME,
                        "the one at %s does not know (%s)"
                                .formatted(host, status == 0 ? "no answer" : "status " + status),
                        "mend it, or take it out of failover.observers");
            }
        }
        return GuardReport.holds(
                NAME, "%d do not reach %s either".formatted(answers.size(), provider));
    }

    private static CompletableFuture<Integer> ask(String address, String provider) {
        HttpRequest request =
                HttpRequest.newBuilder(uri(address, provider)).timeout(WITHIN).GET().build();
        return CLIENT.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream())
                .thenApply(OtherObservers::statusAlone);
    }

    /** A body may never come: the time-out of a request ends with its head. */
    private static int statusAlone(HttpResponse<InputStream> answer) {
        try {
            answer.body().close();
        } catch (IOException e) {
            // It is not read in any case.
        }
        return answer.statusCode();
    }

    private static URI uri(String address, String provider) {
        return URI.create(
                address.replace(
                        GroupSettings.PROVIDER,
                        URLEncoder.encode(provider, StandardCharsets.UTF_8)));
    }

    /** 0 for no answer. */
    private static int status(CompletableFuture<Integer> answer) throws InterruptedException {
        try {
            return answer.get(MOST.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return 0;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException) {
                return 0;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
