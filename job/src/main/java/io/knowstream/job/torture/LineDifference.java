package io.knowstream.job.torture;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Tells how two texts of lines differ, briefly. */
final class LineDifference {

    private static final int LINES_TOLD = 5;
    private static final int COLUMNS_TOLD = 300;

    private LineDifference() {}

    /** How many lines only one of the texts has, and the first of them; nothing where the texts are equal. */
    static List<String> of(String what, String expected, String got) {
        if (expected.equals(got)) {
            return List.of();
        }
        Set<String> missing = new TreeSet<>(expected.lines().toList());
        Set<String> surplus = new TreeSet<>(got.lines().toList());
        missing.removeAll(got.lines().toList());
        surplus.removeAll(expected.lines().toList());
        List<String> told = new ArrayList<>();
        told.add(what + ": " + missing.size() + " lines are missing, " + surplus.size() + " should not be there");
        missing.stream().limit(LINES_TOLD).forEach(line -> told.add("- " + begin(line)));
        surplus.stream().limit(LINES_TOLD).forEach(line -> told.add("+ " + begin(line)));
        return told;
    }

    private static String begin(String line) {
        return line.length() <= COLUMNS_TOLD ? line : line.substring(0, COLUMNS_TOLD) + "...";
    }
}
