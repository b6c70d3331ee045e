package org.rsvpplatform.kit.act.failover;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.rsvpplatform.kit.observe.domain.DomainWatch;
import org.rsvpplatform.kit.observe.provider.Appointment;
import org.rsvpplatform.kit.store.AppointmentTable;
import org.rsvpplatform.kit.store.AppointmentTable.Row;

/** Who is active: stored first, then put to use. */
public final class Appointments {
    private final AppointmentTable table;
    private final DomainWatch watch;
    private final CountDownLatch known = new CountDownLatch(1);

    public Appointments(AppointmentTable table, DomainWatch watch) {
        this.table = table;
        this.watch = watch;
    }

    /**
     * Puts to use what is stored; call it before the first configuration is, and again as long as
     * it can't be read.
     *
     * @throws org.rsvpplatform.kit.store.StoreUnavailable not now
     */
    public void restore() {
        table.all().stream()
                .filter(row -> watch.epoch(row.group()) < row.epoch())
                .forEach(
                        row ->
                                watch.appoint(
                                        new Appointment(
                                                row.group(),
                                                row.provider(),
                                                row.epoch(),
                                                row.since())));
        known.countDown();
    }

    /**
     * Whether what is stored was read: until then the configuration's word may be an old one, and
     * nobody must be sent there.
     */
    public boolean known() {
        return known.getCount() == 0;
    }

    /** The same, waiting for it. */
    public boolean awaitKnown(Duration most) throws InterruptedException {
        return known.await(most.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Makes it the one of its group; done twice, it does nothing more.
     *
     * @throws IllegalStateException when the group has another one of this epoch or a newer one
     */
    public void publish(Appointment latest) {
        Row row = new Row(latest.group(), latest.provider(), latest.epoch(), latest.since());
        if (!table.advance(row)
                && table.all().stream().noneMatch(stored -> sameSeat(stored, latest))) {
            throw new IllegalStateException(
                    "group %s has epoch %d or a newer one already"
                            .formatted(latest.group(), latest.epoch()));
        }
        if (watch.epoch(latest.group()) < latest.epoch()) {
            watch.appoint(latest);
        }
    }

    private static boolean sameSeat(Row stored, Appointment latest) {
        return stored.group().equals(latest.group())
                && stored.provider().equals(latest.provider())
                && stored.epoch() == latest.epoch();
    }
}
