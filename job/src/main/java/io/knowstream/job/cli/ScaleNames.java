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
    private static final int WORDS = SYLLABLES * SYLLABLES;
    /** Shares no factor with the number of names, so that neighbours get names that differ and no name comes twice. */
    private static final long SPREAD = 15_485_863;

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

    /**
     * Two words of four and five letters, other ones for each entity of the first 24,010,000; one time in eight, by
     * {@code random}, in capitals. Their length does not grow with the entities, so that models read as much in a large run.
     */
    static String write(int entity, SplittableRandom random) {
        String name = of(entity);
        return random.nextInt(8) == 0 ? name.toUpperCase(Locale.ROOT) : name;
    }

    /** The same, never in capitals. */
    static String of(int entity) {
        long number = entity * SPREAD % ((long) WORDS * WORDS);
        return word((int) (number / WORDS)) + " " + word((int) (number % WORDS)) + "n";
    }

    private static String word(int number) {
        return Character.toUpperCase(consonant(number / SYLLABLES))
                + vowel(number / SYLLABLES)
                + consonant(number % SYLLABLES)
                + vowel(number % SYLLABLES);
    }

    private static char consonant(int syllable) {
        return CONSONANTS.charAt(syllable / VOWELS.length());
    }

    private static String vowel(int syllable) {
        return VOWELS.substring(syllable % VOWELS.length(), syllable % VOWELS.length() + 1);
    }
}
