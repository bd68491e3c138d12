package io.knowstream.chunking;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import io.knowstream.graph.CodePoints;

/** A text that is addressed by code points, with the places at which it may be cut inside a sentence. */
final class IndexedText {

    /** Longer runs of combining characters are cut through; Unicode's own stream-safe limit is 30. */
    private static final int LONGEST_CLUSTER = 64;

    private final String text;
    private final CodePoints points;

    IndexedText(String text) {
        this.text = text;
        this.points = CodePoints.of(text);
    }

    int length() {
        return points.length();
    }

    String text() {
        return text;
    }

    String slice(int start, int end) {
        return points.slice(start, end);
    }

    int fromUtf16(int index) {
        return points.fromUtf16(index);
    }

    /** Whether a word, or anything else that is not white space, starts here. */
    boolean startsWord(int at) {
        return at < length() && !isWhite(at) && (at == 0 || isWhite(at - 1));
    }

    /** The first word start in [from, to); -1 if there is none. */
    int firstWordStart(int from, int to) {
        for (int at = from; at < to; at++) {
            if (startsWord(at)) {
                return at;
            }
        }
        return -1;
    }

    /**
     * The best place in [from, to] to cut a sentence that goes on behind {@code to}: the last line start, else the last
     * word start, else the last place behind white space, else {@link #clusterStart} of {@code to}.
     */
    int cut(int from, int to) {
        int word = -1;
        int white = -1;
        for (int at = to; at >= from; at--) {
            if (at > 0 && isWhite(at - 1)) {
                white = Math.max(white, at);
                if (startsWord(at)) {
                    word = Math.max(word, at);
                    if (startsLine(at)) {
                        return at;
                    }
                }
            }
        }
        if (word >= 0) {
            return word;
        }
        return white >= 0 ? white : clusterStart(from, to);
    }

    /** The last place in [from, to] that is not inside a user-perceived character; {@code to} if there is none. */
    int clusterStart(int from, int to) {
        int start = Math.max(0, Math.min(from, to) - LONGEST_CLUSTER);
        int end = Math.min(length(), to + LONGEST_CLUSTER);
        String window = slice(start, end);
        BreakIterator clusters = BreakIterator.getCharacterInstance(ULocale.ROOT);
        clusters.setText(window);
        CodePoints inWindow = CodePoints.of(window);
        int at = inWindow.toUtf16(to - start);
        int found = clusters.isBoundary(at) ? at : clusters.preceding(at);
        int place = start + inWindow.fromUtf16(Math.max(found, 0));
        return place >= from ? place : to;
    }

    private boolean startsLine(int at) {
        for (int before = at - 1; before >= 0 && isWhite(before); before--) {
            if (isLineBreak(codePoint(before))) {
                return true;
            }
        }
        return false;
    }

    private boolean isWhite(int at) {
        return UCharacter.isUWhiteSpace(codePoint(at));
    }

    private int codePoint(int at) {
        return text.codePointAt(points.toUtf16(at));
    }

    /** Line feed, vertical tab, form feed, carriage return, next line, line and paragraph separator. */
    static boolean isLineBreak(int codePoint) {
        return codePoint >= 0x0A && codePoint <= 0x0D
                || codePoint == 0x85
                || codePoint == 0x2028
                || codePoint == 0x2029;
    }
}
