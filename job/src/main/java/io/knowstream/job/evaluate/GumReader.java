package io.knowstream.job.evaluate;

import io.knowstream.graph.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * GUM: CoNLL-U with nested entities and coreference in the field {@code Entity} of the last column (Zeldes, LRE 2017), in
 * which {@code SpaceAfter=No} and {@code newpar} say what stood between tokens. Names alone count, of nested ones the longest: a
 * mention is a name if, its article and what is appended to it left out ("Durham University, United Kingdom"), it begins and
 * ends with a proper noun, not in small letters, and has between them only what names have.
 */
final class GumReader implements GoldReader {

    private static final Set<String> NAMING = Set.of("PROPN", "ADP", "DET", "CCONJ", "NUM", "PART", "SYM");
    private static final Set<String> PUNCTUATION = Set.of("-", "–", ".", "'", "’", "/", "&");
    private static final Set<String> APPENDING = Set.of(",", "(", ":", ";");
    private static final int FORM = 1;
    private static final int UPOS = 3;
    private static final int MISC = 9;

    private record Word(String form, String upos, Span place) {}

    private record Open(String group, String type, int first, int line) {}

    private record Found(String group, String type, int first, int end) {}

    @Override
    public GoldSet read(GoldFormat format, List<GoldFile> files) {
        List<GoldDocument> documents = new ArrayList<>();
        for (GoldFile file : files) {
            new Document(file, documents).read();
        }
        return new GoldSet(format, documents, TypeScheme.GUM, PropertyScheme.WIKIDATA, 0);
    }

    /** The document that is read now; a file may have several. */
    private static final class Document {

        private final GoldFile file;
        private final List<GoldDocument> documents;
        private String id;
        private TokenText text = new TokenText();
        private final List<Word> words = new ArrayList<>();
        private final Map<String, List<Open>> open = new HashMap<>();
        private final List<Found> found = new ArrayList<>();
        private String before = "";

        Document(GoldFile file, List<GoldDocument> documents) {
            this.file = file;
            this.documents = documents;
            this.id = file.stem();
        }

        void read() {
            file.lines(this::line);
            finish();
        }

        private void line(String line, int number) {
            if (line.startsWith("# newdoc id = ")) {
                finish();
                id = line.substring("# newdoc id = ".length()).strip();
            } else if (line.startsWith("# newpar") && !line.startsWith("# newpar_block") && !words.isEmpty()) {
                before = "\n";
            } else if (!line.startsWith("#") && !line.isBlank()) {
                word(line, number);
            }
        }

        private void word(String line, int number) {
            String[] columns = line.split("\t");
            if (columns.length != 10) {
                throw file.bad("line " + number, "must have ten columns with tabs between", line);
            }
            if (!columns[0].matches("\\d+")) {
                // Tokens of several words, and words that are not there; GUM annotates the words.
                return;
            }
            words.add(new Word(columns[FORM], columns[UPOS], text.add(columns[FORM], before)));
            String entity = "";
            before = " ";
            for (String field : columns[MISC].split("\\|")) {
                if (field.equals("SpaceAfter=No")) {
                    before = "";
                } else if (field.startsWith("Entity=")) {
                    entity = field.substring("Entity=".length());
                }
            }
            entities(entity, number);
        }

        /** Reads what opens, {@code (1-person-…}, and what closes, {@code 1)}, at the word that was read last. */
        private void entities(String field, int line) {
            int at = 0;
            while (at < field.length()) {
                boolean opens = field.charAt(at) == '(';
                int from = opens ? at + 1 : at;
                int to = from;
                while (to < field.length() && field.charAt(to) != '(' && field.charAt(to) != ')') {
                    to++;
                }
                String[] parts = field.substring(from, to).split("-");
                boolean closes = to < field.length() && field.charAt(to) == ')';
                if (opens) {
                    if (parts.length < 2 || !TypeScheme.GUM.labels().containsKey(parts[1])) {
                        throw file.bad(
                                "line " + line,
                                "the entity must be of type "
                                        + new TreeSet<>(TypeScheme.GUM.labels().keySet()),
                                field);
                    }
                    open.computeIfAbsent(parts[0], absent -> new ArrayList<>())
                            .add(new Open(parts[0], parts[1], words.size() - 1, line));
                }
                if (closes) {
                    close(parts[0], field, line);
                }
                at = closes ? to + 1 : to;
                if (to == from && !closes) {
                    throw file.bad("line " + line, "must have entities that open and close", field);
                }
            }
        }

        private void close(String group, String field, int line) {
            List<Open> opened = open.getOrDefault(group, List.of());
            if (opened.isEmpty()) {
                throw file.bad("line " + line, "must close an entity that is open", field);
            }
            Open last = opened.remove(opened.size() - 1);
            found.add(new Found(group, last.type, last.first, words.size()));
        }

        private void finish() {
            if (!words.isEmpty()) {
                for (List<Open> left : open.values()) {
                    for (Open one : left) {
                        throw file.bad("line " + one.line, "must have entities that are closed", one.group);
                    }
                }
                documents.add(new GoldDocument(id, null, text.toString(), mentions(), List.of(), List.of()));
            }
            text = new TokenText();
            words.clear();
            open.clear();
            found.clear();
            before = "";
        }

        private List<GoldMention> mentions() {
            found.sort(Comparator.comparingInt(Found::first)
                    .thenComparing(Comparator.comparingInt(Found::end).reversed()));
            List<GoldMention> mentions = new ArrayList<>();
            int covered = 0;
            for (Found one : found) {
                int first = one.first;
                while (first < one.end && words.get(first).upos.equals("DET")) {
                    first++;
                }
                int end = first;
                while (end < one.end && !APPENDING.contains(words.get(end).form)) {
                    end++;
                }
                List<String> types = TypeScheme.GUM.labels().get(one.type);
                if (first >= covered && !types.isEmpty() && isName(words.subList(first, end))) {
                    mentions.add(new GoldMention(
                            words.get(first).place.start(),
                            words.get(end - 1).place.end(),
                            types,
                            one.group));
                    covered = end;
                }
            }
            return mentions;
        }

        private static boolean isName(List<Word> name) {
            return !name.isEmpty()
                    && name.get(0).upos.equals("PROPN")
                    && !Character.isLowerCase(name.get(0).form.codePointAt(0))
                    && name.get(name.size() - 1).upos.equals("PROPN")
                    && name.stream()
                            .allMatch(word -> NAMING.contains(word.upos)
                                    || PUNCTUATION.contains(word.form)
                                    || Character.isUpperCase(word.form.codePointAt(0)));
        }
    }
}
