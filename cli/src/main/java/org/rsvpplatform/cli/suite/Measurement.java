package org.rsvpplatform.cli.suite;

import java.util.List;
import java.util.Locale;

/**
 * A measured figure and the budget that it must keep.
 *
 * @param method how it was measured, for whoever measures again
 */
record Measurement(String what, double value, double budget, String unit, String method) {

    boolean isKept() {
        return value < budget;
    }

    String shown(double figure) {
        return String.format(Locale.ROOT, unit.equals("MB") ? "%.0f %s" : "%.2f %s", figure, unit);
    }

    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1
                ? sorted.get(middle)
                : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
