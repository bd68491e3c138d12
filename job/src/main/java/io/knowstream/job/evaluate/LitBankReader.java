package io.knowstream.job.evaluate;

import io.knowstream.graph.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * LitBank: a novel's beginning a file, tokens with up to four layers of nested labels (Bamman, Popat and Shen, NAACL 2019).
 * Names alone count, of nested ones the longest: what is called by a description, such as "his sister", is a free place, as
 * Knowstream looks for names. A name is what begins and ends with a capital and has no other small words than those that
 * names have; the article before it is left out.
 */
final class LitBankReader implements GoldReader {

    private static final Set<String> ARTICLES = Set.of("the", "a", "an");
    private static final Set<String> DESCRIBING = Set.of(
            "my", "his", "her", "its", "our", "your", "their", "this", "that", "these", "those", "no", "every", "i",
            "he", "she", "it", "we", "you", "they", "me", "him", "us", "them", "who", "whom", "all", "some", "other");
    private static final Set<String> WITHIN = Set.of(
            "of", "the", "and", "de", "la", "le", "du", "des", "von", "van", "der", "di", "da", "del", "'s", "’s", ".",
            "'", "-", "&");

    private record Row(String token, String[] labels, int line) {}

    private record Found(int first, int end, String label) {}

    @Override
    public GoldSet read(GoldFormat format, List<GoldFile> files) {
        List<GoldDocument> documents = new ArrayList<>();
        for (GoldFile file : files) {
            documents.add(document(file));
        }
        return new GoldSet(format, documents, TypeScheme.LITBANK, PropertyScheme.WIKIDATA, 0);
    }

    private static GoldDocument document(GoldFile file) {
        TokenText text = new TokenText();
        List<Row> rows = new ArrayList<>();
        List<Span> places = new ArrayList<>();
        file.lines((line, number) -> {
            String[] columns = line.split("\t");
            if (line.isBlank()) {
                text.endSentence();
            } else if (columns.length < 2) {
                throw file.bad("line " + number, "must have a token and labels with tabs between", line);
            } else {
                rows.add(new Row(columns[0], columns, number));
                places.add(text.add(columns[0]));
            }
        });
        List<GoldMention> mentions = new ArrayList<>();
        List<Span> free = new ArrayList<>();
        List<Found> found = found(file, rows);
        int covered = 0;
        for (Found one : found) {
            int first = one.first;
            while (first < one.end && ARTICLES.contains(rows.get(first).token.toLowerCase(Locale.ROOT))) {
                first++;
            }
            if (!isName(rows.subList(first, one.end))) {
                free.add(new Span(
                        places.get(one.first).start(), places.get(one.end - 1).end()));
            } else if (first >= covered) {
                mentions.add(new GoldMention(
                        places.get(first).start(),
                        places.get(one.end - 1).end(),
                        TypeScheme.LITBANK.labels().get(one.label),
                        Integer.toString(first)));
                covered = one.end;
            }
        }
        return new GoldDocument(file.stem(), null, text.toString(), mentions, free, List.of());
    }

    /** All layers, by their beginnings, the longest first. */
    private static List<Found> found(GoldFile file, List<Row> rows) {
        List<Found> found = new ArrayList<>();
        int layers = rows.stream().mapToInt(row -> row.labels.length).max().orElse(0);
        for (int layer = 1; layer < layers; layer++) {
            for (int i = 0; i < rows.size(); i++) {
                String label = label(rows.get(i), layer);
                if (!label.startsWith("B-")) {
                    continue;
                }
                String name = label.substring(2);
                if (!TypeScheme.LITBANK.labels().containsKey(name)) {
                    throw file.bad(
                            "line " + rows.get(i).line,
                            "the label must be one of "
                                    + new TreeSet<>(TypeScheme.LITBANK.labels().keySet()),
                            label);
                }
                int end = i + 1;
                while (end < rows.size() && label(rows.get(end), layer).equals("I-" + name)) {
                    end++;
                }
                found.add(new Found(i, end, name));
            }
        }
        found.sort(Comparator.comparingInt(Found::first)
                .thenComparing(Comparator.comparingInt(Found::end).reversed()));
        return found;
    }

    private static String label(Row row, int layer) {
        return layer < row.labels.length ? row.labels[layer] : "O";
    }

    private static boolean isName(List<Row> rows) {
        if (rows.isEmpty() || DESCRIBING.contains(rows.get(0).token.toLowerCase(Locale.ROOT))) {
            return false;
        }
        return isCapital(rows.get(0).token)
                && rows.stream().allMatch(row -> isCapital(row.token) || WITHIN.contains(row.token));
    }

    private static boolean isCapital(String token) {
        return Character.isUpperCase(token.codePointAt(0));
    }
}
