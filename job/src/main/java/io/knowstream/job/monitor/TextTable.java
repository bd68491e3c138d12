package io.knowstream.job.monitor;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Tables for a terminal. */
final class TextTable {

    private TextTable() {}

    /** Adds a table and an empty line: the first column to the left, all others to the right. */
    static void append(StringBuilder out, List<String> columns, List<List<String>> rows) {
        List<Integer> widths = IntStream.range(0, columns.size())
                .mapToObj(column -> Stream.concat(Stream.of(columns), rows.stream())
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElseThrow())
                .toList();
        Stream.concat(Stream.of(columns), rows.stream())
                .map(row -> IntStream.range(0, row.size())
                        .mapToObj(column -> padded(row.get(column), widths.get(column), column > 0))
                        .collect(Collectors.joining("  ")))
                .forEach(line -> out.append(line.stripTrailing()).append('\n'));
        out.append('\n');
    }

    private static String padded(String text, int width, boolean right) {
        String padding = " ".repeat(width - text.length());
        return right ? padding + text : text + padding;
    }
}
