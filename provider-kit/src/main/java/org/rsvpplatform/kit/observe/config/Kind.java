package org.rsvpplatform.kit.observe.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.rsvpplatform.kit.redaction.Secret;
import org.rsvpplatform.kit.time.DurationText;

/**
 * What a scalar may be read as.
 *
 * @param what the value in words, read after "is not"
 * @param fix how to write one
 * @param parse empty when the text is not such a value
 * @param placeholder stands in for a value that is missing or wrong, so that reading goes on
 * @param order for kinds that have one, else null
 */
record Kind<T>(
        String what,
        String fix,
        Function<String, Optional<T>> parse,
        T placeholder,
        Comparator<T> order) {

    static final Kind<String> TEXT =
            new Kind<>("a text", "write a text", Optional::of, "", Comparator.naturalOrder());

    static final Kind<String> HOST =
            new Kind<>(
                    "a host name or an address",
                    "write the name or the address alone, without scheme, port or blanks",
                    Kind::host,
                    "localhost",
                    null);

    static final Kind<Integer> PORT =
            new Kind<>(
                    "a port number",
                    "write a number from 1 to 65535",
                    text -> whole(text).filter(n -> n >= 1 && n <= 65535).map(Long::intValue),
                    1,
                    Comparator.naturalOrder());

    static final Kind<Long> NUMBER =
            new Kind<>(
                    "a whole number",
                    "write digits only",
                    Kind::whole,
                    0L,
                    Comparator.naturalOrder());

    static final Kind<Integer> COUNT =
            new Kind<>(
                    "a count",
                    "write a whole number from 0 on",
                    text ->
                            whole(text)
                                    .filter(n -> n >= 0 && n <= Integer.MAX_VALUE)
                                    .map(Long::intValue),
                    0,
                    Comparator.naturalOrder());

    static final Kind<Boolean> FLAG =
            new Kind<>("true or false", "write true or false", Kind::flag, false, null);

    static final Kind<Duration> DURATION =
            new Kind<>(
                    "a duration",
                    "write a number and its unit: 500ms, 30s, 5m, 1h or 7d",
                    DurationText::parse,
                    Duration.ZERO,
                    Comparator.naturalOrder());

    static final Kind<URI> URL =
            new Kind<>(
                    "a URL",
                    "write it with scheme and host, e.g. https://rsvp.example/path",
                    Kind::url,
                    URI.create("http://localhost"),
                    null);

    static Kind<Path> path(Source source) {
        return new Kind<>(
                "a path",
                "write the path of a file or a folder",
                text ->
                        text.indexOf('\0') >= 0
                                ? Optional.empty()
                                : Optional.of(source.resolve(text)),
                Path.of(""),
                null);
    }

    static Kind<Secret> secret(Source source) {
        return new Kind<>(
                "a secret",
                "write ${VARIABLE} or file:/path",
                text -> Optional.of(source.register(text)),
                Secret.of(""),
                null);
    }

    /** The names of an enum as the file writes them: {@code VERIFY_FULL} is {@code verify-full}. */
    static <E extends Enum<E>> Kind<E> choice(Class<E> type) {
        Map<String, E> byName = new LinkedHashMap<>();
        for (E constant : type.getEnumConstants()) {
            byName.put(constant.name().toLowerCase(Locale.ROOT).replace('_', '-'), constant);
        }
        String names = String.join(", ", byName.keySet());
        return new Kind<>(
                "one of " + names,
                "write one of them",
                text ->
                        Optional.ofNullable(
                                byName.get(text.toLowerCase(Locale.ROOT).replace('_', '-'))),
                type.getEnumConstants()[0],
                null);
    }

    private static Optional<Long> whole(String text) {
        try {
            return Optional.of(Long.valueOf(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Optional<Boolean> flag(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    private static Optional<String> host(String text) {
        boolean address6 =
                text.matches("\\[?[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.%a-z0-9]*]?");
        boolean name = text.matches("[^\\s/:@\\[\\]?#]{1,253}");
        return address6 || name ? Optional.of(text) : Optional.empty();
    }

    private static Optional<URI> url(String text) {
        try {
            URI url = new URI(text);
            return url.getScheme() != null && url.getHost() != null
                    ? Optional.of(url)
                    : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
