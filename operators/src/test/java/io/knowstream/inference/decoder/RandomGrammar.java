package io.knowstream.inference.decoder;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A grammar drawn from a seed: forced texts of many lengths, choices among few and among many, and guesses that are right
 * for a while. It remembers what was chosen, and how likely.
 */
class RandomGrammar implements Grammar {

    private final long seed;
    private final int vocabulary;
    private final int choices;
    private final int[] oracle;
    private final List<Long> heard = new ArrayList<>();
    private final List<Integer> said = new ArrayList<>();
    private int made;

    /** @param oracle all tokens that are going to be said, to guess from; null where guesses are random */
    RandomGrammar(long seed, int vocabulary, int choices, int[] oracle) {
        this.seed = seed;
        this.vocabulary = vocabulary;
        this.choices = choices;
        this.oracle = oracle;
    }

    private Random at(int choice, int salt) {
        return new Random(seed * 1_000_003 + choice * 101L + salt);
    }

    @Override
    public int[] forced() {
        int[] forced = forcedAt(made);
        for (int token : forced) {
            said.add(token);
        }
        return forced;
    }

    private int[] forcedAt(int choice) {
        Random random = at(choice, 1);
        int length = random.nextInt(8) == 0 ? 20 + random.nextInt(20) : random.nextInt(4);
        return random.ints(length, 0, vocabulary).toArray();
    }

    @Override
    public int[] allowed() {
        return made == choices ? NONE : allowedAt(made);
    }

    private int[] allowedAt(int choice) {
        Random random = at(choice, 2);
        int count = random.nextInt(3) == 0 ? vocabulary / 2 : 2 + random.nextInt(5);
        int[] allowed = random.ints(4L * count, 0, vocabulary)
                .distinct()
                .limit(count)
                .sorted()
                .toArray();
        return allowed.length < 2 ? new int[] {0, 1} : allowed;
    }

    @Override
    public int[] proposal(int max) {
        int length = said.size();
        if (oracle != null) {
            int[] guess = Arrays.copyOfRange(oracle, length, Math.min(oracle.length, length + max));
            Random random = at(made, 4);
            if (guess.length > 1 && random.nextBoolean()) {
                int wrong = 1 + random.nextInt(guess.length - 1);
                guess[wrong] = (guess[wrong] + 1) % vocabulary;
            }
            return guess;
        }
        int[] allowed = allowed();
        int[] forced = forcedAt(made + 1);
        int[] guess = new int[Math.min(max, 1 + forced.length)];
        guess[0] = allowed[at(made, 3).nextInt(allowed.length)];
        System.arraycopy(forced, 0, guess, 1, guess.length - 1);
        return guess;
    }

    @Override
    public void accept(int token, double probability) {
        heard.add((long) token);
        heard.add(Double.doubleToRawLongBits(probability));
        said.add(token);
        made++;
    }

    /** Each token chosen, and the bits of its probability. */
    List<Long> heard() {
        return heard;
    }

    /** The most tokens that can be said. */
    int bound() {
        return 41 * (choices + 1);
    }
}
