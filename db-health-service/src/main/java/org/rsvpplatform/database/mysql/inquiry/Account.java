package org.rsvpplatform.database.mysql.inquiry;

import io.vertx.sqlclient.Row;
import java.util.Comparator;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * One account of a user.
 *
 * @param host from where: an address, a name, a pattern, an address with a mask
 * @param tls what its connections must show: empty, {@code ANY}, {@code X509}, {@code SPECIFIED}
 */
record Account(String user, String host, String plugin, String tls) {
    static final String QUERY =
            "SELECT user AS user, host AS host, plugin AS plugin, ssl_type AS tls FROM mysql.user"
                    + " WHERE user IN (%s, '')";

    /**
     * As a server goes through them: the host that leaves the least open first, and of those with
     * one host a named user before everybody. Source: MySQL manual, 8.2.6, "Access Control, Stage
     * 1".
     */
    static final Comparator<Account> AS_A_SERVER_LOOKS =
            Comparator.comparingInt(Account::fixed)
                    .reversed()
                    .thenComparing(account -> account.user().isEmpty());

    static Account of(Row row) {
        return new Account(text(row, 0), text(row, 1), text(row, 2), text(row, 3));
    }

    private static String text(Row row, int column) {
        Object value = row.getValue(column);
        return value == null ? "" : value.toString();
    }

    /**
     * How much of a client's address the host fixes: all of it, or what stands before a wildcard.
     */
    private int fixed() {
        for (int i = 0; i < host.length(); i++) {
            if ("%_/".indexOf(host.charAt(i)) >= 0) {
                return i;
            }
        }
        return host.isEmpty() ? -1 : Integer.MAX_VALUE;
    }

    /** Whether who comes from this address or name may be it. */
    boolean takes(String client) {
        int slash = host.indexOf('/');
        if (slash > 0) {
            return masked(client, host.substring(0, slash), host.substring(slash + 1));
        }
        StringBuilder pattern = new StringBuilder();
        host.toLowerCase(Locale.ROOT)
                .chars()
                .forEach(
                        letter ->
                                pattern.append(
                                        letter == '%'
                                                ? ".*"
                                                : letter == '_'
                                                        ? "."
                                                        : Pattern.quote(
                                                                Character.toString(letter))));
        return host.isEmpty() || client.toLowerCase(Locale.ROOT).matches(pattern.toString());
    }

    /** {@code 10.1.0.0/255.255.0.0}, and MySQL's {@code 10.1.0.0/16}. */
    private static boolean masked(String client, String network, String mask) {
        if (!client.matches("[\\d.]+") || !network.matches("[\\d.]+")) {
            return false;
        }
        long bits =
                mask.indexOf('.') > 0
                        ? number(mask)
                        : 0xffffffffL << Integer.SIZE - Integer.parseInt(mask) & 0xffffffffL;
        return (number(client) & bits) == number(network);
    }

    private static long number(String address) {
        long number = 0;
        for (String part : address.split("\\.")) {
            number = number << Byte.SIZE | Long.parseLong(part);
        }
        return number;
    }

    boolean speakable() {
        return plugin.isEmpty()
                || plugin.equals("mysql_native_password")
                || plugin.equals("caching_sha2_password");
    }

    @Override
    public String toString() {
        return "'%s'@'%s'".formatted(user, host);
    }
}
