package io.knowstream.inference.encoder;

import java.util.Arrays;

/**
 * The tree with one root that has the highest sum of scores (Chu and Liu 1965, Edmonds 1967). Most often every token's best
 * head makes one already; only where these go round in a circle is one broken up.
 */
final class SpanningTree {

    private static final int ROOT = 0;
    private static final double IMPOSSIBLE = -1e12;
    /** More than any scores of arcs can make up for, so that one token only hangs on the root. */
    private static final double SECOND_ROOT = 1e6;

    private SpanningTree() {}

    /**
     * The head of each token.
     *
     * @param scores of each token, row by row: of every token as its head, and last of the root
     * @param size tokens
     * @return -1 for the token at the root
     */
    static int[] heads(float[] scores, int size) {
        double[][] arcs = new double[size + 1][size + 1];
        for (double[] row : arcs) {
            Arrays.fill(row, IMPOSSIBLE);
        }
        for (int token = 0; token < size; token++) {
            for (int head = 0; head < size; head++) {
                if (head != token) {
                    arcs[token + 1][head + 1] = scores[token * (size + 1) + head];
                }
            }
            arcs[token + 1][ROOT] = scores[token * (size + 1) + size] - SECOND_ROOT;
        }
        int[] best = best(arcs);
        int[] heads = new int[size];
        for (int token = 0; token < size; token++) {
            heads[token] = best[token + 1] - 1;
        }
        return heads;
    }

    /** The best head of each node but the root, [child][head]. */
    private static int[] best(double[][] arcs) {
        int nodes = arcs.length;
        int[] heads = new int[nodes];
        for (int child = 1; child < nodes; child++) {
            for (int head = 1; head < nodes; head++) {
                if (arcs[child][head] > arcs[child][heads[child]]) {
                    heads[child] = head;
                }
            }
        }
        boolean[] circle = circle(heads);
        return circle == null ? heads : withoutCircle(arcs, heads, circle);
    }

    /** The nodes of one circle; null where there is none. */
    private static boolean[] circle(int[] heads) {
        int[] seenFrom = new int[heads.length];
        for (int start = 1; start < heads.length; start++) {
            int node = start;
            while (node != ROOT && seenFrom[node] == 0) {
                seenFrom[node] = start;
                node = heads[node];
            }
            if (node != ROOT && seenFrom[node] == start) {
                boolean[] circle = new boolean[heads.length];
                for (int each = node; !circle[each]; each = heads[each]) {
                    circle[each] = true;
                }
                return circle;
            }
        }
        return null;
    }

    /** Solves it with the circle as one node, and breaks the circle where the solution enters it. */
    private static int[] withoutCircle(double[][] arcs, int[] heads, boolean[] circle) {
        int nodes = arcs.length;
        int[] outside = new int[nodes];
        int count = 0;
        for (int node = 0; node < nodes; node++) {
            if (!circle[node]) {
                outside[count++] = node;
            }
        }
        int whole = count;
        double[][] fewer = new double[count + 1][count + 1];
        int[] entry = new int[count];
        int[] exit = new int[count];
        Arrays.fill(fewer[whole], IMPOSSIBLE);
        for (int i = 0; i < count; i++) {
            int node = outside[i];
            for (int j = 0; j < count; j++) {
                fewer[i][j] = arcs[node][outside[j]];
            }
            fewer[i][whole] = IMPOSSIBLE;
            for (int inside = 0; inside < nodes; inside++) {
                if (circle[inside]) {
                    if (arcs[node][inside] > fewer[i][whole] || exit[i] == 0) {
                        fewer[i][whole] = arcs[node][inside];
                        exit[i] = inside;
                    }
                    double gain = arcs[inside][node] - arcs[inside][heads[inside]];
                    if (gain > fewer[whole][i] || entry[i] == 0) {
                        fewer[whole][i] = gain;
                        entry[i] = inside;
                    }
                }
            }
        }
        int[] solved = best(fewer);
        int[] result = heads.clone();
        for (int i = 1; i < count; i++) {
            result[outside[i]] = solved[i] == whole ? exit[i] : outside[solved[i]];
        }
        result[entry[solved[whole]]] = outside[solved[whole]];
        return result;
    }
}
