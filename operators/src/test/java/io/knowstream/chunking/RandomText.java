package io.knowstream.chunking;

import java.util.List;
import java.util.Random;

/** Random Unicode text of many kinds, without NUL and lone surrogates. */
final class RandomText {

    private static final List<String> PIECES = List.of(
            "The cat sat. ",
            "Dr. Smith left the U.S. in 1998. ",
            "e\u0301\u0323",
            "\uD83D\uDE00",
            "\uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67",
            "\uD83C\uDDE9\uD83C\uDDEA",
            "\u6771\u4EAC\u306F\u65E5\u672C\u306E\u9996\u90FD\u3002",
            "\u0645\u0631\u062D\u0628\u0627 \u0628\u0627\u0644\u0639\u0627\u0644\u0645. ",
            "\u05E9\u05DC\u05D5\u05DD. ",
            "\r\n",
            "\n",
            "\n\n",
            "\r\n\r\n",
            "\n \t\n",
            "\u2029",
            "\u00A0",
            "    ",
            "\t",
            "word ",
            "Wort",
            "! ",
            "? ",
            "\u0130stanbul ",
            "\u0131\u015F\u0131k ",
            "a",
            ".",
            "\u200B",
            "\uFEFF",
            "\"Go!\" she said. ",
            "\u0928\u092E\u0938\u094D\u0924\u0947 ",
            "1,234.5 ",
            "\u0301\u0301\u0301",
            "\u1F600".substring(0, 1),
            "\uD835\uDD0A");

    private final Random random;

    RandomText(long seed) {
        this.random = new Random(seed);
    }

    int upTo(int bound) {
        return random.nextInt(bound);
    }

    /** A text of one of many kinds, of up to about {@code size} code points. */
    String next(int size) {
        int length = random.nextInt(size) + 1;
        return switch (random.nextInt(7)) {
            case 0 -> " ".repeat(length);
            case 1 -> "x".repeat(length);
            case 2 -> "\uD83D\uDE00".repeat(length);
            case 3 -> "a" + "\u0301".repeat(length - 1);
            case 4 -> codePoints(length);
            default -> pieces(length);
        };
    }

    String pieces(int length) {
        int few = 1 + random.nextInt(PIECES.size());
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            text.append(PIECES.get(random.nextInt(few)));
        }
        return text.toString();
    }

    private String codePoints(int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            int c = random.nextInt(Character.MAX_CODE_POINT) + 1;
            text.appendCodePoint(c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? ' ' : c);
        }
        return text.toString();
    }
}
