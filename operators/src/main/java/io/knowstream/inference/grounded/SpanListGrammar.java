package io.knowstream.inference.grounded;

import java.util.Arrays;

/**
 * A list of spans of a window, each named once. Belongs to one sequence.
 *
 * <p>While a name is written, all places where the text goes on as it does are its candidates: it can go on where one of
 * them does, and can end where one of them has a stop; the first that has one is the span.
 *
 * <p>It ends: names in text order go forward by a word at least, and there are at most {@link #maxItems} in any case.
 */
final class SpanListGrammar extends ListGrammar<SpanListGrammar.Item> {

    private final SpanFormat format;
    private final Spans spans;
    private final SpanStarts starts;
    private final NameGuess names;
    private final int maxItems;
    private final int maxTokens;
    private final boolean[] everyType;
    private final int[] typeCounts;
    private final Alternatives.Cursor type;

    private final TokenBuffer guess = new TokenBuffer();
    private final TokenBuffer candidates = new TokenBuffer();

    private Phase phase = Phase.START;
    /** The word that the next name may begin at, the earliest. */
    private int from;
    /** The word that the next name is guessed to begin at, the earliest. */
    private int guessFrom;
    /** The number of tokens of the name so far. */
    private int length;
    /** The span that the name would be if it ended; the end is -1 if it cannot. */
    private int start;

    private int end;

    private enum Phase {
        START,
        NAME,
        TYPE
    }

    /**
     * A span of the list, in words of the window.
     *
     * @param start the first word
     * @param end the last word
     * @param type the place of its type in the schema; -1 where it has none
     */
    record Item(int start, int end, int type, double confidence) {}

    SpanListGrammar(SpanFormat format, Spans spans, int maxItems) {
        this.format = format;
        this.spans = spans;
        this.starts = new SpanStarts(spans, format.none()[0]);
        this.names = new NameGuess(spans);
        this.maxItems = maxItems;
        int types = format.types() == null ? 0 : format.types().size();
        this.everyType = new boolean[types];
        Arrays.fill(everyType, true);
        this.typeCounts = new int[types];
        this.type = types == 0 ? null : new Alternatives.Cursor(format.types());
        this.maxTokens = bound();
        forced.add(format.firstCue());
        advance();
    }

    private int bound() {
        int longest = 0;
        for (int word = 0; word < spans.size(); word++) {
            longest = Math.max(longest, spans.longest(word));
        }
        int named = maxItems * longest;
        if (format.inOrder()) {
            named = Math.min(named, spans.mostTokens());
        }
        int item = format.after().length + (type == null ? 0 : format.types().longest()) + format.nextCue().length;
        return format.firstCue().length + maxItems * item + named + format.none().length;
    }

    @Override
    int maxTokens() {
        return maxTokens;
    }

    @Override
    void choose(int token) {
        if (phase == Phase.NAME && end >= 0) {
            names.learn(start, end, token == format.after()[0]);
        }
    }

    @Override
    void addNext(TokenBuffer next) {
        switch (phase) {
            case START -> addStarts(next);
            case NAME -> addContinuations(next);
            default -> type.addNext(next);
        }
        next.sortDistinct();
    }

    private void addStarts(TokenBuffer next) {
        starts.addFirsts(from, next);
        if (size() == maxItems && next.size() > 0) {
            cut();
            next.clear();
        }
        if (next.size() == 0 || !format.firstRequired() || size() > 0) {
            next.add(format.none()[0]);
        }
    }

    private void addContinuations(TokenBuffer next) {
        end = -1;
        for (int i = 0; i < candidates.size() && end < 0; i++) {
            start = candidates.get(i);
            end = spans.stopAfter(start, length);
        }
        for (int i = 0; i < candidates.size(); i++) {
            if (spans.longest(candidates.get(i)) > length) {
                next.add(spans.token(candidates.get(i), length));
            }
        }
        if (end >= 0) {
            next.add(format.after()[0]);
        }
    }

    @Override
    void take(int token) {
        switch (phase) {
            case START -> {
                if (token == format.none()[0]) {
                    forced.add(format.none(), 1, format.none().length);
                    end();
                    return;
                }
                candidates.clear();
                starts.addStarts(token, from, candidates);
                length = 1;
                phase = Phase.NAME;
            }
            case NAME -> {
                if (end >= 0 && token == format.after()[0]) {
                    endName();
                } else {
                    goOn(token);
                }
            }
            default -> {
                type.accept(token);
                if (type.isDone()) {
                    typeCounts[type.value()]++;
                    endItem(type.value());
                }
            }
        }
    }

    private void goOn(int token) {
        int kept = candidates.size();
        for (int i = 0; i < kept; i++) {
            int candidate = candidates.get(i);
            if (spans.longest(candidate) > length && spans.token(candidate, length) == token) {
                candidates.add(candidate);
            }
        }
        candidates.dropFirst(kept);
        length++;
    }

    private void endName() {
        spans.take(start, end);
        guessFrom = end + 1;
        from = format.inOrder() ? end + 1 : 0;
        forced.add(format.after(), 1, format.after().length);
        if (type == null) {
            endItem(-1);
        } else {
            type.begin(everyType);
            phase = Phase.TYPE;
        }
    }

    private void endItem(int itemType) {
        list(new Item(start, end, itemType, mean.value()));
        forced.add(format.nextCue());
        phase = Phase.START;
    }

    @Override
    public int[] proposal(int max) {
        guess.clear();
        int guessed = size();
        int word = guessFrom;
        if (phase == Phase.NAME) {
            word = guessName(candidates.get(0), length) + 1;
            guessed++;
        } else if (phase == Phase.TYPE) {
            type.addRest(guessType(start, end), guess);
            guess.add(format.nextCue());
            guessed++;
        }
        while (!isEnded() && guess.size() < max) {
            int begin = guessed < maxItems ? names.start(word) : -1;
            if (begin < 0) {
                guess.add(format.none());
                break;
            }
            word = guessName(begin, 0) + 1;
            guessed++;
        }
        guess.truncate(max);
        return guess.size() > 0 && Arrays.binarySearch(allowed(), guess.get(0)) >= 0 ? guess.toArray() : NONE;
    }

    /** Adds what is left of the name that begins at a word, its type, and the cue of the next; its last word. */
    private int guessName(int begin, int written) {
        int stop = -1;
        boolean ended = false;
        for (int word = begin; word < Math.min(spans.size(), begin + Integer.SIZE) && !ended; word++) {
            if (spans.isFree(begin, word) && spans.length(begin, word) >= written) {
                stop = word;
                ended = names.ends(begin, word);
            }
        }
        for (int at = written; at < spans.length(begin, stop); at++) {
            guess.add(spans.token(begin, at));
        }
        guess.add(format.after());
        if (type != null) {
            guess.add(format.types().tokens(guessType(begin, stop)));
        }
        guess.add(format.nextCue());
        return stop;
    }

    /** The type of numbers for a name with one, else the most usual of this list, else of the schema. */
    private int guessType(int begin, int stop) {
        if (format.numberType() >= 0 && names.hasDigits(begin, stop)) {
            return format.numberType();
        }
        int most = 0;
        for (int i = 1; i < typeCounts.length; i++) {
            most = typeCounts[i] > typeCounts[most] ? i : most;
        }
        return most;
    }
}
