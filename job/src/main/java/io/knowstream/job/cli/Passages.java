package io.knowstream.job.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Passages with their vectors.
 *
 * @param texts the passages
 * @param vectors one each, of 384 components and length one
 */
record Passages(List<String> texts, float[][] vectors) {

    private static final int CHARACTERS = 400;
    private static final int COMPONENTS = 384;
    private static final int WORDS = 40;
    private static final int VOCABULARY = 20_000;
    private static final int TOPICS = 500;
    /** Length of what is added to a topic, which has length one: passages of a topic are about 0.6 alike. */
    private static final double NOISE = 0.8;

    /** Random ones: vectors around some hundred topics, words that are the rarer the higher their numbers. */
    static Passages random(int count, long seed) {
        float[][] topics = new float[TOPICS][];
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < TOPICS; i++) {
            topics[i] = around(new float[COMPONENTS], 1, random);
        }
        List<String> texts = new ArrayList<>();
        float[][] vectors = new float[count][];
        for (int i = 0; i < count; i++) {
            StringBuilder text = new StringBuilder();
            for (int word = 0; word < WORDS; word++) {
                double drawn = random.nextDouble();
                text.append(ScaleNames.of((int) (VOCABULARY * drawn * drawn))).append(' ');
            }
            texts.add(text.toString());
            vectors[i] = around(topics[random.nextInt(TOPICS)], NOISE, random);
        }
        return new Passages(texts, vectors);
    }

    /** A vector and a random one of about a length, together brought to length one. */
    private static float[] around(float[] mean, double length, SplittableRandom random) {
        double deviation = length / Math.sqrt(COMPONENTS);
        float[] vector = new float[COMPONENTS];
        double square = 0;
        for (int i = 0; i < COMPONENTS; i++) {
            vector[i] = (float) (mean[i] + deviation * random.nextGaussian());
            square += vector[i] * vector[i];
        }
        for (int i = 0; i < COMPONENTS; i++) {
            vector[i] /= (float) Math.sqrt(square);
        }
        return vector;
    }

    /** Of documents, an object with {@code content} or {@code text} a line, with the vectors of the built-in model. */
    static Passages of(InputFile input, int count, Terminal terminal)
            throws IOException, InterruptedException, ExecutionException {
        List<String> texts = new ArrayList<>();
        for (String text : input.texts(count)) {
            for (int at = 0; at < text.length() && texts.size() < count; at += CHARACTERS) {
                texts.add(text.substring(at, Math.min(text.length(), at + CHARACTERS)));
            }
        }
        if (texts.size() < count) {
            throw new UsageException("--input has " + texts.size() + " passages of " + CHARACTERS + " characters, and "
                    + count + " are asked for");
        }
        return new Passages(texts, embed(texts, terminal));
    }

    private static float[][] embed(List<String> texts, Terminal terminal)
            throws InterruptedException, ExecutionException {
        float[][] vectors = new float[texts.size()][];
        int threads = Runtime.getRuntime().availableProcessors();
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try (BuiltInEmbedder embedder = BuiltInEmbedder.load()) {
            AtomicInteger next = new AtomicInteger();
            List<Future<?>> workers = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                workers.add(executor.submit(() -> {
                    for (int at = next.getAndIncrement(); at < vectors.length; at = next.getAndIncrement()) {
                        vectors[at] = embedder.embed(texts.get(at));
                        if (at % 500 == 0) {
                            terminal.show("embedding passages: %,d of %,d", at, vectors.length);
                        }
                    }
                }));
            }
            for (Future<?> worker : workers) {
                worker.get();
            }
        } finally {
            executor.shutdownNow();
        }
        return vectors;
    }

    /** The first ones. */
    Passages first(int count) {
        return new Passages(texts.subList(0, count), Arrays.copyOf(vectors, count));
    }

    /** The last ones. */
    Passages last(int count) {
        int from = vectors.length - count;
        return new Passages(texts.subList(from, vectors.length), Arrays.copyOfRange(vectors, from, vectors.length));
    }

    /** The exact nearest of a vector among all, by their numbers, as text. */
    List<String> nearest(float[] query, int count) {
        double[] scores = new double[vectors.length];
        Integer[] order = new Integer[vectors.length];
        for (int i = 0; i < vectors.length; i++) {
            order[i] = i;
            double score = 0;
            for (int j = 0; j < query.length; j++) {
                score += (double) query[j] * vectors[i][j];
            }
            scores[i] = score;
        }
        Arrays.sort(order, Comparator.comparingDouble(i -> -scores[i]));
        return Arrays.stream(order).limit(count).map(i -> Integer.toString(i)).toList();
    }
}
