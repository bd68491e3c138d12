package io.knowstream.resolution;

import io.knowstream.graph.CodePoints;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a text says right behind a person's name of when the person was born, as in "Marie Curie (7 November 1867 – 4 July
 * 1934)" or "John Smith (born 1950)": two persons of one name are seldom born in the same year.
 *
 * <p>Years of an office or a reign stand there too: what is no lifetime by its length is not taken for one.
 */
final class LifeDates {

    private static final int LONGEST = 120;
    private static final int SHORTEST_LIFE = 15;
    private static final int LONGEST_LIFE = 120;

    private static final Pattern BRACKET = Pattern.compile("^[ \u00a0]?\\(([^()\n]{4,110})\\)");
    private static final String YEAR = "(1[0-9]{3}|20[0-9]{2})";
    private static final Pattern BORN =
            Pattern.compile("(?:^|[;, ])(?:born|b\\.)[^;()0-9]{0,40}(?:[0-9]{1,2}(?:st|nd|rd|th)?"
                    + "[ ,][^;()0-9]{0,20})?" + YEAR + "(?![0-9])");
    /** Day and month, in either order, and a year. */
    private static final String DATE = "(?:[0-9]{1,2} \\p{L}{3,9},? |\\p{L}{3,9} [0-9]{1,2}, ?|c\\. ?)?" + YEAR;

    private static final Pattern SPAN =
            Pattern.compile("(?:^|[;,] ?)" + DATE + " ?[\u2013\u2014-] ?" + DATE + "(?![0-9])");

    private LifeDates() {}

    /**
     * What tells a person from others of the same name.
     *
     * @param end code point behind the name
     * @return for example {@code born 1867}, or null
     */
    static String behind(CodePoints text, int end) {
        if (end >= text.length()) {
            return null;
        }
        Matcher bracket = BRACKET.matcher(text.slice(end, Math.min(text.length(), end + LONGEST)));
        if (!bracket.find()) {
            return null;
        }
        Matcher born = BORN.matcher(bracket.group(1));
        if (born.find()) {
            return sense(born.group(1));
        }
        Matcher span = SPAN.matcher(bracket.group(1));
        if (span.find()) {
            int years = Integer.parseInt(span.group(2)) - Integer.parseInt(span.group(1));
            if (years >= SHORTEST_LIFE && years <= LONGEST_LIFE) {
                return sense(span.group(1));
            }
        }
        return null;
    }

    private static String sense(String year) {
        return "born " + year;
    }
}
