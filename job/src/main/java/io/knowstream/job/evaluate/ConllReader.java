package io.knowstream.job.evaluate;

import io.knowstream.graph.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Sentences of tokens, a line each, with a label of the kind {@code B-person} in the last column; an empty line ends a
 * sentence (Tjong Kim Sang and De Meulder, CoNLL 2003). A sentence is a document of its own: nothing says which belong
 * together. Where labels begin with {@code I-}, as in CoNLL 2003, a name begins where the label changes.
 */
final class ConllReader implements GoldReader {

    private final TypeScheme types;

    ConllReader(TypeScheme types) {
        this.types = types;
    }

    private record Row(String token, String label, int line) {}

    @Override
    public GoldSet read(GoldFormat format, List<GoldFile> files) {
        List<GoldDocument> documents = new ArrayList<>();
        for (GoldFile file : files) {
            List<Row> rows = new ArrayList<>();
            int before = documents.size();
            file.lines((line, number) -> {
                String[] columns = columns(line);
                if (columns.length == 0) {
                    finish(file, rows, documents, documents.size() - before);
                } else if (columns[0].isEmpty()) {
                    return;
                } else if (columns.length == 1) {
                    throw file.bad("line " + number, "must have a token and a label", line);
                } else if (!columns[0].equals("-DOCSTART-")) {
                    rows.add(new Row(columns[0], columns[columns.length - 1], number));
                }
            });
            finish(file, rows, documents, documents.size() - before);
        }
        return new GoldSet(format, documents, types, PropertyScheme.WIKIDATA, 0);
    }

    /** The columns of a line, none of an empty one; a token of white space alone is empty, and no token. */
    static String[] columns(String line) {
        if (line.isBlank()) {
            return new String[0];
        }
        String[] parts =
                line.indexOf('\t') >= 0 ? line.split("\t") : line.strip().split("\\s+");
        for (int i = 0; i < parts.length; i++) {
            parts[i] = parts[i].strip();
        }
        return parts;
    }

    private void finish(GoldFile file, List<Row> rows, List<GoldDocument> documents, int before) {
        if (!rows.isEmpty()) {
            documents.add(document(file, rows, file.shortName() + "#" + (before + 1)));
            rows.clear();
        }
    }

    private GoldDocument document(GoldFile file, List<Row> rows, String id) {
        TokenText text = new TokenText();
        List<Span> places = rows.stream().map(row -> text.add(row.token)).toList();
        List<GoldMention> mentions = new ArrayList<>();
        List<Span> free = new ArrayList<>();
        int i = 0;
        while (i < rows.size()) {
            String name = name(file, rows.get(i));
            int first = i++;
            if (name == null) {
                continue;
            }
            while (i < rows.size() && rows.get(i).label.equals("I-" + name)) {
                i++;
            }
            List<String> allowed = types.labels().get(name);
            if (allowed.isEmpty()) {
                free.add(new Span(places.get(first).start(), places.get(i - 1).end()));
            } else {
                mentions.add(new GoldMention(
                        places.get(first).start(), places.get(i - 1).end(), allowed, Integer.toString(first)));
            }
        }
        return new GoldDocument(id, null, text.toString(), mentions, free, List.of());
    }

    /** The name in a label; null for none. */
    private String name(GoldFile file, Row row) {
        if (row.label.equals("O")) {
            return null;
        }
        boolean begins = row.label.startsWith("B-") || row.label.startsWith("I-");
        if (!begins || !types.labels().containsKey(row.label.substring(2))) {
            throw file.bad(
                    "line " + row.line,
                    "the label must be O, or B- or I- and one of "
                            + String.join(", ", new TreeSet<>(types.labels().keySet())),
                    row.label);
        }
        return row.label.substring(2);
    }
}
