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
    /** Of days stated in full, which an office or a reign seldom has. */
    private static final int SHORTEST_LIFE = 15;
    /** Of years alone. */
    private static final int SHORTEST_OF_YEARS = 40;

    private static final int LONGEST_LIFE = 120;

    private static final Pattern BRACKET = Pattern.compile("^[ \u00a0]?\\(([^()\n]{4,110})\\)");
    private static final String YEAR = "(1[0-9]{3}|20[0-9]{2})(?![0-9])";
    private static final String DAY = "(?:[0-9]{1,2}(?:st|nd|rd|th)? \\p{L}{3,9},? |\\p{L}{3,9} [0-9]{1,2}, ?)";
    private static final String ABOUT = "(?:(?:c\\.|ca\\.|circa|about|around) ?)?";

    /** A year or a date alone, or behind a name or a place a date in full. */
    private static final Pattern BORN = Pattern.compile("(?:^|[;, ])(?:born|b\\.)(?: in)? ?(?:" + ABOUT + DAY + "?"
            + YEAR + "|[^;()0-9]{0,40}[ ,]" + DAY + YEAR + ")");

    private static final Pattern SPAN = Pattern.compile(
            "(?:^|[;,] ?)" + ABOUT + "(" + DAY + ")?" + YEAR + " ?[\u2013\u2014-] ?" + ABOUT + "(" + DAY + ")?" + YEAR);

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
            return sense(born.group(1) != null ? born.group(1) : born.group(2));
        }
        Matcher span = SPAN.matcher(bracket.group(1));
        if (span.find()) {
            int years = Integer.parseInt(span.group(4)) - Integer.parseInt(span.group(2));
            boolean days = span.group(1) != null && span.group(3) != null;
            if (years >= (days ? SHORTEST_LIFE : SHORTEST_OF_YEARS) && years <= LONGEST_LIFE) {
                return sense(span.group(2));
            }
        }
        return null;
    }

    private static String sense(String year) {
        return "born " + year;
    }
}
