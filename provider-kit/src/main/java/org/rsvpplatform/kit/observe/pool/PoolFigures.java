package org.rsvpplatform.kit.observe.pool;

/**
 * A program's pool of connections to a provider, as the program itself counts it.
 *
 * @param application as the server knows it, such as PostgreSQL's {@code application_name}
 * @param instance tells processes of one application apart; null when there is but one
 * @param size connections that it may have at most
 * @param used those that it has lent
 * @param waiting threads that wait for one
 */
public record PoolFigures(String application, String instance, int size, int used, int waiting) {
    /** Whether somebody waits in vain: all connections are lent. */
    public boolean isEmpty() {
        return used >= size && waiting > 0;
    }

    /** In words, for a diagnosis. */
    public String described() {
        return "the pool of %s has lent %d of its %d connections, and %d wait for one"
                .formatted(
                        instance == null ? application : application + " " + instance,
                        used,
                        size,
                        waiting);
    }

    PoolFigures and(PoolFigures other) {
        return new PoolFigures(
                application, null, size + other.size, used + other.used, waiting + other.waiting);
    }
}
