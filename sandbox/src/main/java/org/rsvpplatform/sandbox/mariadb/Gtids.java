package org.rsvpplatform.sandbox.mariadb;

import java.util.HashMap;
import java.util.Map;

/**
 * Transactions as MariaDB names them, such as {@code 0-1-57,0-2-60}: all that a server wrote in a
 * domain up to a number.
 *
 * @param last the number, by domain and server such as {@code 0-1}
 */
record Gtids(Map<String, Long> last) {
    static Gtids parse(String text) {
        Map<String, Long> last = new HashMap<>();
        for (String gtid : text.split(",")) {
            int dash = gtid.lastIndexOf('-');
            if (dash > 0) {
                last.merge(
                        gtid.substring(0, dash).strip(),
                        Long.parseLong(gtid.substring(dash + 1).strip()),
                        Math::max);
            }
        }
        return new Gtids(last);
    }

    boolean containsAll(Gtids others) {
        return others.last.entrySet().stream()
                .allMatch(gtid -> last.getOrDefault(gtid.getKey(), 0L) >= gtid.getValue());
    }
}
