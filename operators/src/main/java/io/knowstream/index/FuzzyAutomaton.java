package io.knowstream.index;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.util.automaton.Automaton;

/**
 * An automaton over the UTF-8 bytes of words within some edits of a name, deterministic as it is made. Lucene makes one over
 * characters and turns that into one over bytes, which takes longer than to look through the names of a large index.
 *
 * <p>It takes any continuation byte where a character is that the name does not have: terms of an index are well-formed.
 */
final class FuzzyAutomaton {

    private static final int ALL_BYTES = 0xFF;
    private static final int CONTINUATION = 0x80;
    private static final int CONTINUATION_END = 0xC0;
    /** First bytes of characters of one byte, two, three and four: from one of these up to the next but not with it. */
    private static final int[] FIRST_BYTES = {0, 0xC0, 0xE0, 0xF0, 0xF8};

    /** A character of the name, and the state to which it leads. */
    private record Known(byte[] utf8, long target) {}

    private record Transition(int from, int to) {}

    private final Automaton automaton = new Automaton();
    private final int[] name;
    private final boolean begins;
    private final EditSteps steps;
    private final Map<Long, Integer> states = new HashMap<>();
    /** States in the order of their discovery. */
    private final List<Long> found = new ArrayList<>();
    /** States in which some bytes of a character are still to come, by these and the state after them. */
    private final Map<Long, Integer> unfinished = new HashMap<>();

    private final List<Transition> continuations = new ArrayList<>();

    private FuzzyAutomaton(int[] name, int edits, boolean begins) {
        this.name = name;
        this.begins = begins;
        this.steps = new EditSteps(name, edits);
    }

    /** Of the words near a name, in code points; or, if {@code begins}, of all words with such a beginning. */
    static Automaton of(int[] name, int edits, boolean begins) {
        return new FuzzyAutomaton(name, edits, begins).make();
    }

    private Automaton make() {
        state(steps.start());
        for (int i = 0; i < found.size(); i++) {
            long state = found.get(i);
            int number = states.get(state);
            if (steps.matches(state)) {
                automaton.setAccept(number, true);
            }
            if (begins && steps.matches(state)) {
                automaton.addTransition(number, number, 0, ALL_BYTES);
            } else {
                leave(number, 0, known(state), steps.next(state, EditSteps.OTHER));
            }
        }
        // All transitions from a state are added together.
        continuations.forEach(each -> automaton.addTransition(each.from, each.to, CONTINUATION, CONTINUATION_END - 1));
        automaton.finishState();
        return automaton;
    }

    private int state(long state) {
        Integer known = states.get(state);
        if (known == null) {
            known = automaton.createState();
            states.put(state, known);
            found.add(state);
        }
        return known;
    }

    /** Characters that lead elsewhere than others do, in the order of their bytes. */
    private List<Known> known(long state) {
        int[] characters = Arrays.copyOfRange(name, steps.first(state), steps.end(state));
        Arrays.sort(characters);
        long other = steps.next(state, EditSteps.OTHER);
        List<Known> known = new ArrayList<>(characters.length);
        for (int i = 0; i < characters.length; i++) {
            int c = characters[i];
            // A half of a surrogate pair is in no term.
            boolean half = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
            if (!half && (i == 0 || characters[i - 1] != c)) {
                long target = steps.next(state, c);
                if (target != other) {
                    known.add(new Known(Character.toString(c).getBytes(StandardCharsets.UTF_8), target));
                }
            }
        }
        return known;
    }

    /** Adds the transitions from a state where some bytes of a character were read, the same of all that are known. */
    private void leave(int from, int depth, List<Known> known, long other) {
        int next = depth == 0 ? 0 : CONTINUATION;
        List<Integer> inside = new ArrayList<>();
        List<List<Known>> begun = new ArrayList<>();
        for (int i = 0, end; i < known.size(); i = end) {
            Known one = known.get(i);
            int at = one.utf8[depth] & 0xFF;
            end = i + 1;
            while (end < known.size() && (known.get(end).utf8[depth] & 0xFF) == at) {
                end++;
            }
            others(from, depth, next, at, one.utf8.length, other);
            if (depth + 1 == one.utf8.length) {
                automaton.addTransition(from, state(one.target), at);
            } else {
                inside.add(automaton.createState());
                begun.add(known.subList(i, end));
                automaton.addTransition(from, inside.get(inside.size() - 1), at);
            }
            next = at + 1;
        }
        int length = depth == 0 ? 0 : known.get(0).utf8.length;
        others(from, depth, next, depth == 0 ? ALL_BYTES + 1 : CONTINUATION_END, length, other);
        for (int i = 0; i < inside.size(); i++) {
            leave(inside.get(i), depth + 1, begun.get(i), other);
        }
    }

    /** Bytes from one up to another of characters that are not known. */
    private void others(int from, int depth, int start, int end, int length, long other) {
        if (other == EditSteps.DEAD) {
            return;
        }
        if (depth > 0) {
            other(from, start, end, length - depth - 1, other);
            return;
        }
        other(from, start, Math.min(end, CONTINUATION), 0, other);
        for (int bytes = 2; bytes < FIRST_BYTES.length; bytes++) {
            other(from, Math.max(start, FIRST_BYTES[bytes - 1]), Math.min(end, FIRST_BYTES[bytes]), bytes - 1, other);
        }
    }

    private void other(int from, int start, int end, int missing, long other) {
        if (start < end) {
            automaton.addTransition(from, unfinished(missing, state(other)), start, end - 1);
        }
    }

    /** Where so many bytes are missing before a state is reached. */
    private int unfinished(int missing, int target) {
        if (missing == 0) {
            return target;
        }
        long key = (long) missing << Integer.SIZE | target;
        Integer known = unfinished.get(key);
        if (known == null) {
            known = automaton.createState();
            unfinished.put(key, known);
            continuations.add(new Transition(known, unfinished(missing - 1, target)));
        }
        return known;
    }
}
