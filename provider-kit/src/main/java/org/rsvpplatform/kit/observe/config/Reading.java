package org.rsvpplatform.kit.observe.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * One field on its way from the file to its value: {@code section.port("port").orElse(5432)}.
 * Nothing is thrown: a fault is noted and a harmless placeholder returned, so that all faults are
 * found in one go.
 *
 * @param <T> type of the value
 */
public final class Reading<T> {

    private record Rule<T>(Predicate<T> holds, String problem, String fix) {}

    private final Section section;
    private final String key;
    private final Kind<T> kind;
    private final boolean secret;
    private final List<Rule<T>> rules = new ArrayList<>(0);
    private String overriding;
    private String filling;
    private boolean faulty;

    Reading(Section section, String key, Kind<T> kind, boolean secret) {
        this.section = section;
        this.key = key;
        this.kind = kind;
        this.secret = secret;
    }

    /** The environment variable wins over the file. */
    public Reading<T> overriddenBy(String variable) {
        overriding = variable;
        return this;
    }

    /** The environment variable fills the field when the file leaves it out. */
    public Reading<T> orEnvironment(String variable) {
        filling = variable;
        return this;
    }

    /** Both ends included. For numbers, ports, durations and texts. */
    public Reading<T> between(T least, T most) {
        return must(
                value ->
                        kind.order().compare(value, least) >= 0
                                && kind.order().compare(value, most) <= 0,
                String.format(Locale.ROOT, "is not between %s and %s", shown(least), shown(most)),
                String.format(
                        Locale.ROOT, "write a value from %s to %s", shown(least), shown(most)));
    }

    /** A rule of the caller's own; problem and fix as in {@link Fault}. */
    public Reading<T> must(Predicate<T> holds, String problem, String fix) {
        rules.add(new Rule<>(holds, problem, fix));
        return this;
    }

    /** A rule that notes its fault by itself. */
    Reading<T> accepting(Predicate<T> holds) {
        return must(holds, null, null);
    }

    /** Missing is a fault. */
    public T required() {
        record(true, null);
        Optional<T> value = value();
        if (value.isEmpty() && !faulty) {
            String variable = overriding != null ? overriding : filling;
            String fix = String.format(Locale.ROOT, "write %s: <%s>", key, kind.what());
            section.missing(key, variable == null ? fix : fix + " or set " + variable);
        }
        return value.orElse(kind.placeholder());
    }

    public T orElse(T value) {
        record(false, value);
        return value().orElse(value);
    }

    /** Empty when it is missing, and when it is faulty. */
    public Optional<T> optional() {
        record(false, null);
        return value();
    }

    private Optional<T> value() {
        String override = overriding == null ? null : section.source().variable(overriding);
        if (override != null) {
            return fromEnvironment(overriding, override);
        }
        Scalar scalar = section.scalar(key, secret);
        return switch (scalar) {
            case Scalar.Absent absent -> {
                String fill = filling == null ? null : section.source().variable(filling);
                yield fill == null ? Optional.empty() : fromEnvironment(filling, fill);
            }
            case Scalar.Faulty seen -> {
                faulty = true;
                yield Optional.empty();
            }
            case Scalar.Text text -> accept(text.value(), "", secret ? null : text.raw());
        };
    }

    private Optional<T> fromEnvironment(String variable, String text) {
        return accept(
                text,
                String.format(Locale.ROOT, "from the environment variable %s ", variable),
                null);
    }

    private Optional<T> accept(String text, String origin, String raw) {
        Optional<T> value = kind.parse().apply(text);
        if (value.isEmpty()) {
            return fault(raw, origin + "is not " + kind.what(), kind.fix());
        }
        for (Rule<T> rule : rules) {
            if (!rule.holds().test(value.get())) {
                faulty = true;
                return rule.problem() == null
                        ? Optional.empty()
                        : fault(raw, origin + rule.problem(), rule.fix());
            }
        }
        return value;
    }

    private Optional<T> fault(String raw, String problem, String fix) {
        faulty = true;
        section.source().error(section.lineOf(key), section.pathOf(key), raw, problem, fix);
        return Optional.empty();
    }

    private void record(boolean required, T usual) {
        String variable = overriding != null ? overriding : filling;
        section.record(
                new Field(
                        section.pathOf(key),
                        kind.what(),
                        required,
                        usual == null || secret ? "" : written(usual),
                        variable == null ? "" : variable));
    }

    /** As one would write it into the file. */
    private static String written(Object value) {
        return value instanceof Enum<?> constant
                ? constant.name().toLowerCase(Locale.ROOT).replace('_', '-')
                : shown(value);
    }

    private static String shown(Object bound) {
        if (!(bound instanceof Duration duration)) {
            return String.valueOf(bound);
        }
        return duration.getNano() == 0
                ? duration.toString().replaceFirst("^PT", "").toLowerCase(Locale.ROOT)
                : duration.toMillis() + "ms";
    }
}
