package io.knowstream.job.cli;

import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;

/** The entities that documents of a {@link ScaleWorkload} name, by number. Used by one thread. */
final class ScaleNames {

    private static final double EXPONENT = 1.1;
    private static final String CONSONANTS = "bdfgklmnprstvz";
    private static final String VOWELS = "aeiou";
    private static final int SYLLABLES = CONSONANTS.length() * VOWELS.length();

    private final int count;
    /** How many draws of 1 fall on this entity or one before it; null where all are drawn alike. */
    private final double[] cumulative;

    ScaleNames(ScaleSkew skew, int count) {
        this.count = count;
        this.cumulative = skew == ScaleSkew.ZIPF ? zipf(count) : null;
    }

    private static double[] zipf(int count) {
        double[] cumulative = new double[count];
        double sum = 0;
        for (int k = 0; k < count; k++) {
            sum += StrictMath.pow(k + 1, -EXPONENT);
            cumulative[k] = sum;
        }
        for (int k = 0; k < count; k++) {
            cumulative[k] /= sum;
        }
        return cumulative;
    }

    /** One drawn at random. */
    int draw(SplittableRandom random) {
        if (cumulative == null) {
            return random.nextInt(count);
        }
        int at = Arrays.binarySearch(cumulative, random.nextDouble());
        return Math.min(at < 0 ? -at - 1 : at, count - 1);
    }

    /** Two words, other ones for each entity; one time in eight, by {@code random}, in capitals. */
    static String write(int entity, SplittableRandom random) {
        String name = word(entity / SYLLABLES) + " " + word(entity % SYLLABLES + SYLLABLES);
        return random.nextInt(8) == 0 ? name.toUpperCase(Locale.ROOT) : name;
    }

    private static String word(int number) {
        StringBuilder word = new StringBuilder();
        int rest = number;
        do {
            int syllable = rest % SYLLABLES;
            word.append(CONSONANTS.charAt(syllable / VOWELS.length()))
                    .append(VOWELS.charAt(syllable % VOWELS.length()));
            rest /= SYLLABLES;
        } while (rest > 0);
        word.setCharAt(0, Character.toUpperCase(word.charAt(0)));
        return word.append('n').toString();
    }
}
