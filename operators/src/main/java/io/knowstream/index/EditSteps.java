package io.knowstream.index;

import java.util.Arrays;

/**
 * How near a word comes to a name, character by character: insertions, deletions, substitutions and swaps of neighbours, as
 * Lucene's automata count them. A state is a number that says which places of the name the characters read so far may have come to
 * and at what cost, and where the first half of a swap was read. Characters are Unicode code points. Safe for use by many threads.
 */
final class EditSteps {

    /** Nothing that begins like this is near enough. */
    static final long DEAD = -1;
    /** A character that the name does not have. */
    static final int OTHER = -1;

    /** Places that can be reached with one number of characters: so many edits before it to so many behind. */
    private static final int PLACES = 2 * EntitySearch.MAX_EDITS + 1;
    /** A step leads two places on at most. */
    private static final int REACHED = PLACES + 2;
    /** A cost is 0, 1 or 2, and this where the place cannot be reached. */
    private static final int NEVER = 3;

    private static final int COST_BITS = 2;
    private static final int SWAPS = COST_BITS * PLACES;
    private static final int FIRST = 2 * SWAPS;

    private final int[] name;
    private final int edits;

    /** Of a name in code points. */
    EditSteps(int[] name, int edits) {
        this.name = name;
        this.edits = edits;
    }

    /** Before the first character. */
    long start() {
        int[] costs = unreached();
        costs[0] = 0;
        delete(0, costs);
        return state(0, costs, unreached());
    }

    /** After one character more. */
    long next(long state, int c) {
        int first = first(state);
        int[] costs = unreached();
        int[] swaps = unreached();
        for (int at = 0; at < PLACES; at++) {
            int place = first + at;
            int cost = (int) (state >> COST_BITS * at) & NEVER;
            if (cost != NEVER) {
                lower(costs, at, cost + 1);
                if (place < name.length) {
                    lower(costs, at + 1, name[place] == c ? cost : cost + 1);
                }
                if (place + 1 < name.length && name[place + 1] == c && name[place] != c) {
                    lower(swaps, at, cost + 1);
                }
            }
            int swap = (int) (state >> SWAPS + COST_BITS * at) & NEVER;
            if (swap != NEVER && name[place] == c) {
                lower(costs, at + 2, swap);
            }
        }
        delete(first, costs);
        return state(first, costs, swaps);
    }

    private static int[] unreached() {
        int[] costs = new int[REACHED];
        Arrays.fill(costs, NEVER);
        return costs;
    }

    private void lower(int[] costs, int at, int cost) {
        if (cost <= edits && cost < costs[at]) {
            costs[at] = cost;
        }
    }

    private void delete(int first, int[] costs) {
        for (int at = 0; at < REACHED - 1 && first + at < name.length; at++) {
            lower(costs, at + 1, costs[at] + 1);
        }
    }

    private static long state(int first, int[] costs, int[] swaps) {
        int skipped = 0;
        while (costs[skipped] == NEVER && swaps[skipped] == NEVER) {
            if (++skipped == REACHED) {
                return DEAD;
            }
        }
        long state = first + skipped;
        for (int[] each : new int[][] {swaps, costs}) {
            for (int at = skipped + PLACES - 1; at >= skipped; at--) {
                state = state << COST_BITS | (at < REACHED ? each[at] : NEVER);
            }
        }
        return state;
    }

    /** The first place of the name that still matters. */
    int first(long state) {
        return (int) (state >> FIRST);
    }

    /** The place after the last of which a character makes a difference to what comes next. */
    int end(long state) {
        return Math.min(first(state) + PLACES + 1, name.length);
    }

    /** Whether what was read is near enough as it is. */
    boolean matches(long state) {
        int at = name.length - first(state);
        return at < PLACES && ((state >> COST_BITS * at) & NEVER) != NEVER;
    }
}
