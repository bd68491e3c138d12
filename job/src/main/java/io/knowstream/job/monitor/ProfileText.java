package io.knowstream.job.monitor;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A profile as text for a terminal. */
public final class ProfileText {

    private ProfileText() {}

    /** The text, with the end of its last line. */
    public static String of(ProcessingProfile profile) {
        StringBuilder out = new StringBuilder();
        out.append(ProfileTables.summary(profile)).append("\n\n");
        table(out, ProfileTables.STAGE_COLUMNS, ProfileTables.stages(profile));
        table(out, ProfileTables.MODEL_COLUMNS, ProfileTables.models(profile));
        table(out, ProfileTables.MEMORY_COLUMNS, ProfileTables.memory(profile.memory()));
        out.append(ProfileTables.efficiency(profile.memory())).append("\n\n");
        out.append("bottlenecks\n");
        list(out, ProfileTables.bottlenecks(profile));
        out.append(ProfileTables.slowest(profile)).append('\n');
        list(out, Bottlenecks.recommendations(Bottlenecks.slowest(profile)));
        return out.toString();
    }

    private static void list(StringBuilder out, List<String> items) {
        items.forEach(item -> out.append("  - ").append(item).append('\n'));
    }

    /** The first column to the left, all others to the right. */
    private static void table(StringBuilder out, List<String> columns, List<List<String>> rows) {
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
