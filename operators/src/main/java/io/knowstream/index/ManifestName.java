package io.knowstream.index;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a manifest is called after; the greatest name is the head of the index.
 *
 * <p>Names decide alone who may publish: a later lineage is over an earlier one, then a later attempt over an earlier one,
 * whatever checkpoint it is at, so that a process that was superseded can never become the head again.
 *
 * @param lineage which history
 * @param attempt the process that gathered it
 * @param checkpoint what it is the content of
 */
record ManifestName(long lineage, long attempt, long checkpoint) implements Comparable<ManifestName> {

    /** The folder of all manifests in the store. */
    static final String FOLDER = "manifests";

    /** Each manifest is written twice, so that no single file that is lost or damaged takes it away. */
    private static final String COPY = ".copy";

    private static final Pattern FILE = Pattern.compile(FOLDER + "/(\\d{19})-(\\d{19})-(\\d{19})(\\.copy)?");

    /** Of nineteen digits there are larger numbers, which nobody has published. */
    private static final String LARGEST = Long.toString(Long.MAX_VALUE);

    private static final Comparator<ManifestName> ORDER = Comparator.comparingLong(ManifestName::lineage)
            .thenComparingLong(ManifestName::attempt)
            .thenComparingLong(ManifestName::checkpoint);

    /** Whether a file in {@link #FOLDER} is called as one: what others left there is passed over. */
    static boolean isOne(String path) {
        Matcher file = FILE.matcher(path);
        return file.matches()
                && Stream.of(file.group(1), file.group(2), file.group(3))
                        .allMatch(each -> each.compareTo(LARGEST) <= 0);
    }

    /** The name of a file in {@link #FOLDER}, of either copy. */
    static ManifestName of(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        String[] numbers = (name.endsWith(COPY) ? name.substring(0, name.length() - COPY.length()) : name).split("-");
        return new ManifestName(Long.parseLong(numbers[0]), Long.parseLong(numbers[1]), Long.parseLong(numbers[2]));
    }

    /** Its file. */
    String path() {
        return FOLDER + "/" + digits(lineage) + "-" + digits(attempt) + "-" + digits(checkpoint);
    }

    /** The second file. */
    String copy() {
        return path() + COPY;
    }

    /** A number as files are called: names sort as numbers do. */
    static String digits(long number) {
        String digits = Long.toString(number);
        return "0".repeat(19 - digits.length()) + digits;
    }

    @Override
    public int compareTo(ManifestName other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return "lineage " + lineage + ", checkpoint " + checkpoint + ", attempt " + attempt;
    }
}
