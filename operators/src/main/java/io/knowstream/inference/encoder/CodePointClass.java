package io.knowstream.inference.encoder;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UCharacterEnums.ECharacterCategory;

/**
 * What the tokenizer and the features must know of a code point, from ICU's tables, so that it does not depend on the
 * Java version; a table of the basic multilingual plane makes it fast.
 */
final class CodePointClass {

    /** White space, control and format characters: part of no token. */
    static final byte SPACE = 0;
    /** A token of its own: punctuation, symbols, unassigned. */
    static final byte SINGLE = 1;
    /** Categories Lu and Lt. */
    static final byte UPPER = 2;
    /** Other letters. */
    static final byte LETTER = 3;
    /** Category Nd. */
    static final byte DIGIT = 4;
    /** Other numbers. */
    static final byte NUMBER = 5;
    /** Marks. */
    static final byte MARK = 6;

    private static final int PLANE = 0x10000;
    private static final byte[] CLASSES = new byte[PLANE];
    private static final char[] LOWER = new char[PLANE];

    static {
        for (int c = 0; c < PLANE; c++) {
            CLASSES[c] = classify(c);
            LOWER[c] = (char) UCharacter.toLowerCase(c);
        }
    }

    private CodePointClass() {}

    /** The class of a code point. */
    static byte of(int c) {
        return c < PLANE ? CLASSES[c] : classify(c);
    }

    /** Whether a class is of a word: L*, M* or N*. */
    static boolean isWord(byte codePointClass) {
        return codePointClass >= UPPER;
    }

    /** The simple lower case of a code point. */
    static int lower(int c) {
        return c < PLANE ? LOWER[c] : UCharacter.toLowerCase(c);
    }

    private static byte classify(int c) {
        return switch (UCharacter.getType(c)) {
            case ECharacterCategory.UPPERCASE_LETTER, ECharacterCategory.TITLECASE_LETTER -> UPPER;
            case ECharacterCategory.LOWERCASE_LETTER,
                    ECharacterCategory.MODIFIER_LETTER,
                    ECharacterCategory.OTHER_LETTER -> LETTER;
            case ECharacterCategory.DECIMAL_DIGIT_NUMBER -> DIGIT;
            case ECharacterCategory.LETTER_NUMBER, ECharacterCategory.OTHER_NUMBER -> NUMBER;
            case ECharacterCategory.NON_SPACING_MARK,
                    ECharacterCategory.ENCLOSING_MARK,
                    ECharacterCategory.COMBINING_SPACING_MARK -> MARK;
            case ECharacterCategory.SPACE_SEPARATOR,
                    ECharacterCategory.LINE_SEPARATOR,
                    ECharacterCategory.PARAGRAPH_SEPARATOR,
                    ECharacterCategory.CONTROL,
                    ECharacterCategory.FORMAT -> SPACE;
            default -> SINGLE;
        };
    }
}
