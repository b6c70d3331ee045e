package org.rsvpplatform.database.mysql.connection;

import java.util.Locale;

/**
 * Which server it is, by the version it calls itself.
 *
 * @param number such as {@code 11.4.5}
 */
public record ServerVersion(Product product, String number) {
    /** MariaDB puts this before its number, so that old replicas take it for a MySQL. */
    private static final String DISGUISE = "5.5.5-";

    /** Whose server it is. */
    public enum Product {
        MARIADB("MariaDB"),
        MYSQL("MySQL");

        private final String label;

        Product(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }

    /** Reads {@code 5.5.5-10.11.6-MariaDB-log} or {@code 8.0.36-0ubuntu0.22.04.1}. */
    public static ServerVersion parse(String said) {
        boolean mariadb = said.toLowerCase(Locale.ROOT).contains("mariadb");
        String bare = mariadb && said.startsWith(DISGUISE) ? said.substring(6) : said;
        return new ServerVersion(
                mariadb ? Product.MARIADB : Product.MYSQL, bare.replaceFirst("[^0-9.].*", ""));
    }

    public boolean mariadb() {
        return product == Product.MARIADB;
    }

    @Override
    public String toString() {
        return product.label() + " " + number;
    }
}
