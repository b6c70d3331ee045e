package org.rsvpplatform.cli.catalogue;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Finds what was probably meant. */
public final class Spelling {
    private static final int MOST = 3;

    private Spelling() {}

    /** The candidates near enough to be meant, nearest first; at most three. */
    public static List<String> nearest(String written, Collection<String> candidates) {
        int limit = Math.max(2, written.length() / 4);
        return candidates.stream()
                .distinct()
                .filter(c -> distance(written, c) <= limit || isBeginning(written, c))
                .sorted(
                        Comparator.<String>comparingInt(c -> distance(written, c))
                                .thenComparing(c -> c))
                .limit(MOST)
                .toList();
    }

    private static boolean isBeginning(String written, String candidate) {
        return written.length() >= 2 && candidate.startsWith(written)
                || candidate.endsWith(":" + written);
    }

    /** Insertions, deletions, replacements and swaps of neighbours between two words. */
    static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                d[i][j] = i == 0 ? j : j == 0 ? i : cost(d, a, b, i, j);
            }
        }
        return d[a.length()][b.length()];
    }

    private static int cost(int[][] d, String a, String b, int i, int j) {
        int replaced = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int least = Math.min(replaced, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
        boolean swapped =
                i > 1
                        && j > 1
                        && a.charAt(i - 1) == b.charAt(j - 2)
                        && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(least, d[i - 2][j - 2] + 1) : least;
    }
}
