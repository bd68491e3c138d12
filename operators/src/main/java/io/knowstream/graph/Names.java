package io.knowstream.graph;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.text.Normalizer2;

/** Names of entities in a form that is equal where only case, width, accents' encoding or spacing differ. */
public final class Names {

    private static final Normalizer2 FOLD = Normalizer2.getNFKCCasefoldInstance();

    private Names() {}

    /**
     * Normalises a name: NFKC with case folding, white space collapsed, punctuation dropped at both ends and a
     * possessive {@code 's} at the end. A name of punctuation alone stays as it is folded.
     */
    public static String normalize(String name) {
        String folded = collapse(FOLD.normalize(name));
        int start = 0;
        int end = folded.length();
        while (start < end && !isNamePart(folded.codePointAt(start))) {
            start += Character.charCount(folded.codePointAt(start));
        }
        while (end > start && !isNamePart(folded.codePointBefore(end))) {
            end -= Character.charCount(folded.codePointBefore(end));
        }
        String bare = folded.substring(start, end);
        if (bare.length() > 2 && (bare.endsWith("'s") || bare.endsWith("\u2019s"))) {
            bare = bare.substring(0, bare.length() - 2);
        }
        return bare.isEmpty() ? folded : bare;
    }

    /** Collapses runs of white space to one space and drops it at both ends; the text is otherwise as it was. */
    public static String collapse(String text) {
        StringBuilder out = new StringBuilder(text.length());
        boolean space = false;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (UCharacter.isUWhiteSpace(c)) {
                space = out.length() > 0;
            } else {
                if (space) {
                    out.append(' ');
                    space = false;
                }
                out.appendCodePoint(c);
            }
        }
        return out.toString();
    }

    private static boolean isNamePart(int c) {
        int type = Character.getType(c);
        return UCharacter.isLetterOrDigit(c)
                || type == Character.NON_SPACING_MARK
                || type == Character.COMBINING_SPACING_MARK
                || type == Character.CURRENCY_SYMBOL
                || c == '%'
                || c == '+'
                || c == '#';
    }
}
