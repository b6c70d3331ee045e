package org.rsvpplatform.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;

/** What a service shows to Prometheus at one moment. */
record Scrape(String text) {

    static Scrape of(Suite suite, String service) {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(suite.address(service) + "/q/metrics"))
                        .header("Accept", "text/plain;version=0.0.4")
                        .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> response =
                    http.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).isEqualTo(200);
            return new Scrape(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /**
     * The value of one series.
     *
     * @param series its name and labels as they are written
     * @return empty when there is none; NaN when its value is not known
     */
    OptionalDouble value(String series) {
        return values(series + " ").findFirst();
    }

    /** The sum of all known values whose series begin so. */
    double sum(String beginning) {
        return values(beginning).filter(value -> !Double.isNaN(value)).sum();
    }

    private DoubleStream values(String beginning) {
        return text.lines()
                .map(line -> line.replace(",}", "}"))
                .filter(line -> line.startsWith(beginning))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)));
    }
}
