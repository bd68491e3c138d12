package io.knowstream.inference.encoder;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds the best label sequence in which {@code I-X} follows only {@code B-X} or {@code I-X} (Viterbi 1967, over
 * per-token scores), and its spans. Immutable.
 *
 * <p>A softmax shifts all scores of a token alike, so that the search works on the logits; only the tokens of spans are
 * normalised. Where the best labels of all tokens are an allowed sequence, as nearly always, nothing is searched. The
 * first label of the list wins a tie.
 */
final class SpanDecoder {

    private static final int NONE = -1;

    private final int labels;
    /** The type's name of each label; null for the outside label. */
    private final String[] types;
    /** For {@code I-X} the label {@code B-X}; {@link #NONE} for every other label. */
    private final int[] beginOf;

    SpanDecoder(List<String> names) {
        this.labels = names.size();
        this.types = new String[labels];
        this.beginOf = new int[labels];
        for (int label = 0; label < labels; label++) {
            String name = names.get(label);
            types[label] = name.equals("O") ? null : name.substring(2);
            beginOf[label] = NONE;
            if (name.startsWith("I-")) {
                beginOf[label] = names.indexOf("B-" + types[label]);
                if (beginOf[label] == NONE) {
                    throw new IllegalArgumentException("label " + name + " has no B-" + types[label] + " in " + names);
                }
            } else if (!name.equals("O") && !name.startsWith("B-")) {
                throw new IllegalArgumentException("labels must be O, B-type or I-type (got " + name + ")");
            }
        }
    }

    int labels() {
        return labels;
    }

    /** The spans of logits, {@link #labels()} a token, in text order. */
    List<EntitySpan> decode(float[] logits) {
        int[] path = bestPath(logits);
        List<EntitySpan> spans = new ArrayList<>();
        for (int token = 0; token < path.length; token++) {
            int label = path[token];
            if (types[label] == null) {
                continue;
            }
            int end = token + 1;
            while (end < path.length && beginOf[path[end]] == label) {
                end++;
            }
            spans.add(new EntitySpan(token, end, types[label], confidence(logits, path, token, end)));
            token = end - 1;
        }
        return spans;
    }

    private int[] bestPath(float[] logits) {
        int tokens = logits.length / labels;
        int[] path = new int[tokens];
        int before = NONE;
        for (int token = 0; token < tokens; token++) {
            int label = bestLabel(logits, token * labels);
            if (beginOf[label] != NONE && before != label && before != beginOf[label]) {
                return searchedPath(logits, tokens);
            }
            path[token] = label;
            before = label;
        }
        // No sequence is better than the best label of every token, and it is allowed.
        return path;
    }

    private int bestLabel(float[] logits, int at) {
        int best = 0;
        float most = logits[at];
        for (int label = 1; label < labels; label++) {
            float logit = logits[at + label];
            if (logit > most) {
                most = logit;
                best = label;
            }
        }
        return best;
    }

    private int[] searchedPath(float[] logits, int tokens) {
        int[] path = new int[tokens];
        byte[] back = new byte[tokens * labels];
        double[] best = new double[labels];
        double[] next = new double[labels];
        for (int label = 0; label < labels; label++) {
            best[label] = beginOf[label] == NONE ? logits[label] : Double.NEGATIVE_INFINITY;
        }
        for (int token = 1; token < tokens; token++) {
            advance(best, logits, token, next, back);
            double[] swap = best;
            best = next;
            next = swap;
        }
        path[tokens - 1] = argmax(best);
        for (int token = tokens - 1; token > 0; token--) {
            path[token - 1] = back[token * labels + path[token]];
        }
        return path;
    }

    /**
     * Goes on by a token, from the best scores before it. A method of its own: what is called for each
     * token is compiled to the full within the first texts, a loop over tokens after hundreds.
     */
    private void advance(double[] best, float[] logits, int token, double[] next, byte[] back) {
        int any = argmax(best);
        for (int label = 0; label < labels; label++) {
            int from = beginOf[label] == NONE ? any : inside(best, beginOf[label], label);
            back[token * labels + label] = (byte) from;
            next[label] = best[from] + logits[token * labels + label];
        }
    }

    private static int inside(double[] best, int begin, int inside) {
        int first = Math.min(begin, inside);
        int second = Math.max(begin, inside);
        return best[second] > best[first] ? second : first;
    }

    private static int argmax(double[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            if (values[i] > values[best]) {
                best = i;
            }
        }
        return best;
    }

    /** The geometric mean of the probabilities of the labels on the path. */
    private double confidence(float[] logits, int[] path, int from, int to) {
        double sum = 0;
        for (int token = from; token < to; token++) {
            sum += Softmax.logProbability(logits, token * labels, labels, path[token]);
        }
        return StrictMath.exp(sum / (to - from));
    }
}
