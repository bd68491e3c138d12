package io.knowstream.job.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Knows the format of a file by how it begins. */
final class FormatDetection {

    private static final Set<String> ONLY_IN_WNUT17 = Set.of("corporation", "creative-work", "group");

    private FormatDetection() {}

    static GoldFormat of(GoldFile file) {
        List<String> lines =
                file.beginning().stream().filter(line -> !line.isBlank()).toList();
        if (lines.isEmpty()) {
            throw file.bad("the whole", "must have a document", "");
        }
        String first = lines.get(0).stripLeading();
        if (first.startsWith("[") && lines.stream().anyMatch(line -> line.contains("\"sents\""))) {
            return GoldFormat.DOCRED;
        }
        if (first.startsWith("{")) {
            return ofObjects(file, first);
        }
        return ofColumns(file, lines);
    }

    private static GoldFormat ofObjects(GoldFile file, String first) {
        if (has(first, "tokens") && has(first, "h")) {
            return GoldFormat.FEWREL;
        }
        if (has(first, "facts")) {
            return GoldFormat.KNOWLEDGENET;
        }
        if (has(first, "sub_label")) {
            return GoldFormat.TEKGEN;
        }
        if (has(first, "text")) {
            return GoldFormat.TEXT;
        }
        throw unknown(file, first);
    }

    private static boolean has(String json, String field) {
        return Pattern.compile('"' + field + "\"\\s*:").matcher(json).find();
    }

    private static GoldFormat ofColumns(GoldFile file, List<String> lines) {
        if (lines.stream().anyMatch(line -> line.startsWith("# newdoc") || line.startsWith("# sent_id"))) {
            return GoldFormat.GUM;
        }
        Set<String> labels = new TreeSet<>();
        int columns = 0;
        for (String line : lines) {
            String[] row = ConllReader.columns(line);
            columns = Math.max(columns, row.length);
            String label = row.length < 2 ? "O" : row[row.length - 1];
            if (label.length() > 2) {
                labels.add(label.substring(2));
            }
        }
        if (columns > 4 && lines.get(0).indexOf('\t') > 0) {
            return GoldFormat.LITBANK;
        }
        if (columns == 4 && lines.get(0).startsWith("-DOCSTART-")) {
            return GoldFormat.SEC_FILINGS;
        }
        return ofLabels(file, columns, labels, lines.get(0));
    }

    private static GoldFormat ofLabels(GoldFile file, int columns, Set<String> labels, String first) {
        if (columns != 2 || labels.isEmpty()) {
            throw unknown(file, first);
        }
        // The small collections first: what has no other labels than theirs is read as theirs.
        if (labels.stream().anyMatch(ONLY_IN_WNUT17::contains)) {
            return GoldFormat.WNUT17;
        }
        List<GoldFormat> possible = new ArrayList<>();
        if (TypeScheme.BROAD_TWITTER.labels().keySet().containsAll(labels)) {
            possible.add(GoldFormat.BROAD_TWITTER);
        }
        if (TypeScheme.CROSSNER.labels().keySet().containsAll(labels)) {
            possible.add(GoldFormat.CROSSNER);
        }
        if (TypeScheme.WNUT17.labels().keySet().containsAll(labels)) {
            possible.add(GoldFormat.WNUT17);
        }
        if (possible.size() == 1) {
            return possible.get(0);
        }
        throw unknown(file, first);
    }

    private static BadGoldException unknown(GoldFile file, String first) {
        return file.bad(
                "the beginning",
                "must be that of one format, or --format must name one of " + Arrays.toString(GoldFormat.values()),
                first);
    }
}
