package io.knowstream.job.explore;

import io.knowstream.chunking.SentenceSpans;
import io.knowstream.graph.CodePoints;
import io.knowstream.graph.Document;
import io.knowstream.graph.DocumentGraph;
import io.knowstream.graph.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A place of a document in its sentence, or the sentences that it goes through.
 *
 * @param document it stands in
 * @param cutBefore whether the sentence begins further to the left
 * @param parts of the text, in order
 * @param cutAfter whether the sentence goes on
 */
record Passage(Document document, boolean cutBefore, List<Part> parts, boolean cutAfter) {

    /** How far a sentence is followed to either side, in code points: some texts have no sentences. */
    static final int REACH = 500;

    /** The longest place that is shown whole, in code points. */
    static final int LONGEST = 2_000;

    /**
     * A stretch of text.
     *
     * @param text of it; not empty
     * @param mention whether it is what the passage is shown for
     */
    record Part(String text, boolean mention) {}

    /**
     * Cuts the passage around a place, in code points within the content.
     *
     * @param entities ids of entities whose mentions are marked; none to mark the place itself
     */
    static Passage around(DocumentGraph graph, Span place, Set<String> entities) {
        CodePoints content = CodePoints.of(graph.document().content());
        int placeEnd = Math.min(place.end(), place.start() + LONGEST);
        int start = Math.max(0, place.start() - REACH);
        int end = Math.min(content.length(), placeEnd + REACH);
        int from = end;
        int to = start;
        for (Span sentence : SentenceSpans.of(content.slice(start, end))) {
            if (start + sentence.end() > place.start() && start + sentence.start() < placeEnd) {
                from = Math.min(from, start + sentence.start());
                to = start + sentence.end();
            }
        }
        while (to > placeEnd && isWhite(content, to - 1)) {
            to--;
        }
        return new Passage(
                graph.document(),
                from == start && start > 0,
                parts(content, from, to, marks(graph, new Span(place.start(), placeEnd), entities)),
                to == end && end < content.length() || placeEnd < place.end());
    }

    /** The beginning of a text of a document, of whole words where it has any, as a passage without a mark. */
    static Passage beginning(Document document, String text, int longest) {
        CodePoints points = CodePoints.of(text);
        int to = Math.min(longest, points.length());
        while (to > 0 && to < points.length() && !isWhite(points, to)) {
            to--;
        }
        if (to == 0) {
            to = Math.min(longest, points.length());
        }
        return new Passage(document, false, List.of(new Part(points.slice(0, to), false)), to < points.length());
    }

    private static boolean isWhite(CodePoints text, int at) {
        return Character.isWhitespace(text.slice(at, at + 1).codePointAt(0));
    }

    private static TreeSet<Span> marks(DocumentGraph graph, Span place, Set<String> entities) {
        TreeSet<Span> marks = new TreeSet<>();
        if (entities.isEmpty()) {
            marks.add(place);
        }
        graph.entities().stream()
                .filter(entity -> entities.contains(entity.id()))
                .forEach(entity -> entity.mentions().forEach(mention -> marks.add(mention.span())));
        return marks;
    }

    private static List<Part> parts(CodePoints content, int from, int to, TreeSet<Span> marks) {
        List<Part> parts = new ArrayList<>();
        int at = from;
        for (Span mark : marks) {
            // Of mentions that overlap, the first is marked.
            if (mark.start() >= at && mark.end() <= to) {
                add(parts, content.slice(at, mark.start()), false);
                add(parts, content.slice(mark), true);
                at = mark.end();
            }
        }
        add(parts, content.slice(at, to), false);
        return parts;
    }

    private static void add(List<Part> parts, String text, boolean mention) {
        if (!text.isEmpty()) {
            parts.add(new Part(text, mention));
        }
    }
}
