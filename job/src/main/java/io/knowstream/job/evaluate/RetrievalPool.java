package io.knowstream.job.evaluate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Documents that are searched, and sentences that were taken out of them to search by.
 *
 * @param documents without the sentences
 * @param queries at most one a document, in their order
 */
public record RetrievalPool(List<GoldDocument> documents, List<Query> queries) {

    /** Ends of sentences, and lines: roughly, as where exactly a query ends does not matter. */
    private static final Pattern BETWEEN = Pattern.compile("(?<=[.!?])[\"'”’)\\]]*\\s+|\\n+");

    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N}]*");
    private static final int FEWEST_SENTENCES = 3;
    private static final int FEWEST_WORDS = 8;

    /**
     * A sentence.
     *
     * @param document the number of the document that it was taken from
     * @param text the sentence
     */
    public record Query(int document, String text) {}

    private record Sentence(int start, int end) {}

    /**
     * Draws documents of three sentences or more, and of each a sentence of eight words or more, where it has one.
     *
     * @param most how many documents of each source, which is the first part of their ids
     */
    public static RetrievalPool draw(List<GoldDocument> all, int most, long seed) {
        Map<String, List<GoldDocument>> bySource = new TreeMap<>();
        for (GoldDocument document : all) {
            if (sentences(document.text()).size() >= FEWEST_SENTENCES) {
                bySource.computeIfAbsent(source(document), absent -> new ArrayList<>())
                        .add(document);
            }
        }
        Random random = new Random(seed);
        List<GoldDocument> documents = new ArrayList<>();
        List<Query> queries = new ArrayList<>();
        for (List<GoldDocument> ofSource : bySource.values()) {
            Collections.shuffle(ofSource, random);
            for (GoldDocument document : ofSource.subList(0, Math.min(most, ofSource.size()))) {
                documents.add(take(document, documents.size(), random, queries));
            }
        }
        return new RetrievalPool(documents, queries);
    }

    /** Where a document comes from. */
    public static String source(GoldDocument document) {
        int end = document.id().indexOf('/');
        return end < 0 ? document.id() : document.id().substring(0, end);
    }

    private static GoldDocument take(GoldDocument from, int number, Random random, List<Query> queries) {
        List<Sentence> candidates = sentences(from.text()).stream()
                .filter(sentence -> words(from.text().substring(sentence.start, sentence.end)) >= FEWEST_WORDS)
                .toList();
        if (candidates.isEmpty()) {
            return from;
        }
        Sentence taken = candidates.get(random.nextInt(candidates.size()));
        queries.add(new Query(number, from.text().substring(taken.start, taken.end)));
        String left = from.text().substring(0, taken.start) + from.text().substring(taken.end);
        return GoldDocument.plain(from.id(), from.title(), left);
    }

    private static List<Sentence> sentences(String text) {
        List<Sentence> sentences = new ArrayList<>();
        Matcher between = BETWEEN.matcher(text);
        int start = 0;
        while (between.find()) {
            addSentence(sentences, text, start, between.start());
            start = between.end();
        }
        addSentence(sentences, text, start, text.length());
        return sentences;
    }

    private static void addSentence(List<Sentence> sentences, String text, int start, int end) {
        if (words(text.substring(start, end)) > 0) {
            sentences.add(new Sentence(start, end));
        }
    }

    private static int words(String text) {
        return (int) WORD.matcher(text).results().count();
    }
}
