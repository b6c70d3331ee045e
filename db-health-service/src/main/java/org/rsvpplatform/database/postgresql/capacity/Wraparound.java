package org.rsvpplatform.database.postgresql.capacity;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.rsvpplatform.database.capacity.Judgement;
import org.rsvpplatform.kit.observe.cause.Signal;
import org.rsvpplatform.kit.observe.probe.Outcome;

/**
 * Does freezing keep up with the transaction numbers? Past {@code autovacuum_freeze_max_age}
 * autovacuum is forced to freeze; half as much again means that it does not get done. Never later
 * than {@code vacuum_failsafe_age}. Source: PostgreSQL's manual, 25.1.5.
 */
public final class Wraparound implements Judgement<Picture> {
    private static final long LAST = 2_147_483_647L;

    private final OptionalLong configured;

    /**
     * @param configured the age that is too much; empty for the server's own measure
     */
    public Wraparound(OptionalLong configured) {
        this.configured = configured;
    }

    /** One kind of numbers of one database. */
    private record Age(String database, String what, long age, long most) {
        double share() {
            return (double) age / most;
        }

        String described() {
            return "the oldest %1$s of database %2$s is %3$,d %1$ss old (%4$.1f %% of what there is; %5$,d is too much)"
                    .formatted(what, database, age, 100.0 * age / LAST, most);
        }
    }

    @Override
    public Outcome judge(Picture picture) {
        if (picture.inRecovery()) {
            return Outcome.skipped("transaction numbers are looked at on the primary");
        }
        AgesQuestion.Ages ages = picture.ages();
        Optional<Age> worst =
                ages.databases().stream()
                        .flatMap(
                                database ->
                                        Stream.of(
                                                new Age(
                                                        database.name(),
                                                        "transaction",
                                                        database.age(),
                                                        most(
                                                                database,
                                                                ages.freeze(),
                                                                ages.failsafe())),
                                                new Age(
                                                        database.name(),
                                                        "multixact",
                                                        database.multixactAge(),
                                                        most(
                                                                database,
                                                                ages.multixactFreeze(),
                                                                ages.multixactFailsafe()))))
                        .max(Comparator.comparingDouble(Age::share));
        if (worst.isEmpty()) {
            return Outcome.skipped("the server shows no database");
        }
        Age age = worst.get();
        if (age.share() < 1) {
            return Outcome.passed(age.described());
        }
        String held =
                ages.holders().isEmpty() ? "" : "; needed by " + String.join(", ", ages.holders());
        return Outcome.degraded(
                new Signal.Fact(
                        "wraparound-near",
                        age.described() + held,
                        Map.of("oldDatabase", age.database())));
    }

    private long most(AgesQuestion.Database database, long freeze, long failsafe) {
        long own = Math.min(freeze + freeze / 2, failsafe);
        return database.connectable() ? configured.orElse(own) : own;
    }
}
