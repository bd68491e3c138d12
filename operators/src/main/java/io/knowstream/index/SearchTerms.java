package io.knowstream.index;

import io.knowstream.graph.Names;
import java.util.List;
import java.util.Set;

/** What is searched for, in the form that every index has it in. */
public final class SearchTerms {

    /** Components of an embedding. */
    public static final int DIMENSIONS = 384;

    /** Lucene's longest term is 32,766 bytes; of a longer name the beginning is searchable. */
    private static final int MAX_NAME = 1_000;

    private SearchTerms() {}

    /** A name as it is looked up. */
    public static String name(String name) {
        String normal = Names.normalize(name);
        return normal.length() <= MAX_NAME ? normal : normal.substring(0, normal.offsetByCodePoints(0, MAX_NAME / 2));
    }

    /** The words of a text as they are looked up, each as often as it is there. None of them has white space in it. */
    public static List<String> words(String text) {
        try (TextAnalyzer analyzer = new TextAnalyzer()) {
            return analyzer.words(text);
        }
    }

    /** The first {@code most} different words of a text as they are looked up. */
    public static Set<String> words(String text, int most) {
        try (TextAnalyzer analyzer = new TextAnalyzer()) {
            return analyzer.words(text, most);
        }
    }

    /** The beginning of a word as it is looked up. */
    public static String beginning(String word) {
        try (TextAnalyzer analyzer = new TextAnalyzer()) {
            return analyzer.normalize(Fields.WORDS, word).utf8ToString();
        }
    }

    /**
     * A query vector at length one.
     *
     * @throws IllegalArgumentException where it has other dimensions, is not finite or is zero
     */
    public static float[] unit(float[] vector) {
        return SemanticSearch.unit(vector);
    }
}
