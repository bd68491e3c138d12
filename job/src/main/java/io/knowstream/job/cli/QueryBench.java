package io.knowstream.job.cli;

import io.knowstream.index.Direction;
import io.knowstream.index.GraphReader;
import io.knowstream.index.SemanticHit;
import io.knowstream.inference.Median;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * Asks a {@link QueryGraph}, through a reader of its index and through {@link PlainLucene}.
 *
 * @param passages of the graph
 * @param asked passages that are not in the graph, whose texts and vectors are asked for
 */
record QueryBench(
        GraphReader reader, PlainLucene plain, QueryGraph graph, Passages passages, Passages asked, long seed) {

    private static final int LIMIT = 10;
    private static final int ROUNDS = 3;
    private static final int WORDS = 8;
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz";

    /**
     * What queries of one kind took.
     *
     * @param query what was asked
     * @param millis the median, in the last of some rounds
     * @param highMillis which 95 of 100 did not pass
     * @param plainMillis the median of plain Lucene; NaN where it has no such query
     */
    record Timing(String query, double millis, double highMillis, double plainMillis) {}

    /**
     * Of the ten exact nearest, how many were found, on average.
     *
     * @param found by the index
     * @param plain by plain Lucene
     */
    record Recall(double found, double plain) {}

    private interface Asking {
        Object ask(int query) throws IOException;
    }

    /** All timings. */
    List<Timing> timings(Terminal terminal) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        int queries = asked.vectors().length;
        int[] entities = random.ints(queries, 0, graph.entities()).toArray();
        int[] others = random.ints(queries, 0, graph.entities()).toArray();
        String[] typed = new String[queries];
        for (int i = 0; i < queries; i++) {
            typed[i] = mistyped(ScaleNames.of(entities[i]), random);
        }
        List<Timing> timings = new ArrayList<>();
        terminal.show("asking");
        timings.add(timing(
                "entity by name",
                queries,
                i -> reader.named(ScaleNames.of(entities[i]), null, LIMIT),
                i -> plain.named(ScaleNames.of(entities[i]), LIMIT)));
        timings.add(timing(
                "entity by a name with a typing error (one edit)",
                queries,
                i -> reader.like(typed[i], 1, null, LIMIT),
                i -> plain.like(typed[i], 1, LIMIT)));
        timings.add(timing(
                "entity by a name with a typing error (two edits)",
                queries,
                i -> reader.like(typed[i], 2, null, LIMIT),
                i -> plain.like(typed[i], 2, LIMIT)));
        timings.add(timing(
                "relationships of an entity",
                queries,
                i -> reader.relationships(QueryGraph.id(entities[i]), Direction.BOTH, null, LIMIT),
                i -> plain.relationships(QueryGraph.id(entities[i]), LIMIT)));
        timings.add(timing(
                "path of up to three relationships",
                queries,
                i -> reader.path(QueryGraph.id(entities[i]), QueryGraph.id(others[i])),
                null));
        timings.add(timing(
                "passages by vector",
                queries,
                i -> reader.semantic(null, asked.vectors()[i], LIMIT),
                i -> plain.nearest(asked.vectors()[i], LIMIT)));
        timings.add(timing(
                "passages by vector and words, fused",
                queries,
                i -> reader.semantic(words(asked.texts().get(i)), asked.vectors()[i], LIMIT),
                null));
        return timings;
    }

    /** A question is no longer than some words. */
    private static String words(String text) {
        return Arrays.stream(text.split(" ")).limit(WORDS).collect(Collectors.joining(" "));
    }

    /** With one letter replaced, but not the first. */
    private static String mistyped(String name, SplittableRandom random) {
        int at = 1 + random.nextInt(name.length() - 1);
        char letter = LETTERS.charAt(random.nextInt(LETTERS.length()));
        return name.substring(0, at) + letter + name.substring(at + 1);
    }

    /** Both ask in turns, so that what else the machine does weighs on both alike. */
    private static Timing timing(String query, int queries, Asking asking, Asking plain) throws IOException {
        double[] millis = new double[queries];
        double[] plainMillis = new double[queries];
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < queries; i++) {
                millis[i] = millis(asking, i);
                plainMillis[i] = plain == null ? Double.NaN : millis(plain, i);
            }
        }
        Arrays.sort(millis);
        return new Timing(query, Median.of(millis), millis[queries * 95 / 100], Median.of(plainMillis));
    }

    private static double millis(Asking asking, int query) throws IOException {
        long start = System.nanoTime();
        if (asking.ask(query) == null) {
            throw new IllegalStateException("no answer");
        }
        return (System.nanoTime() - start) / 1e6;
    }

    /** Of the vectors alone. */
    Recall recall() throws IOException {
        double found = 0;
        double plainly = 0;
        for (float[] vector : asked.vectors()) {
            List<String> exact = passages.nearest(vector, LIMIT);
            found += reader.semantic(null, vector, LIMIT).stream()
                    .map(SemanticHit::chunk)
                    .filter(chunk -> exact.contains(chunk.id()))
                    .count();
            plainly += plain.nearest(vector, LIMIT).stream()
                    .filter(exact::contains)
                    .count();
        }
        double all = (double) LIMIT * asked.vectors().length;
        return new Recall(found / all, plainly / all);
    }
}
