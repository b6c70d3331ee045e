package org.rsvpplatform.database.postgresql.failover;

/**
 * A place in the log.
 *
 * @param bytes since its beginning
 */
record WalPosition(long bytes) {

    /** Reads {@code 16/B374D848}. Source: PostgreSQL's manual, 8.20 pg_lsn Type. */
    static WalPosition of(String lsn) {
        int slash = lsn.indexOf('/');
        return new WalPosition(
                (Long.parseLong(lsn.substring(0, slash), 16) << Integer.SIZE)
                        + Long.parseLong(lsn.substring(slash + 1), 16));
    }

    @Override
    public String toString() {
        return "%X/%X".formatted(bytes >>> Integer.SIZE, bytes & 0xFFFF_FFFFL);
    }
}
