package io.knowstream.inference.grounded;

import io.knowstream.inference.decoder.ModelTokenizer;
import io.knowstream.inference.decoder.TokenizedText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A byte-level tokenizer without loss: a token for each byte and for each piece of a vocabulary, the longest first. */
final class TestingTokenizer implements ModelTokenizer {

    /** As GPT-2 parts texts before it merges bytes, with digits one by one, as SmolLM does. */
    private static final Pattern LIKE_SMOL_LM =
            Pattern.compile("'(?:s|t|re|ve|m|ll|d)|\\p{N}| ?\\p{L}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+");

    private static final int START = 1_000_000;

    private static final Pattern WHOLE = Pattern.compile(".+", Pattern.DOTALL);

    private static final String ENGLISH =
            "the of and in to was a is for on as with by at from Name Type Person Organization"
                    + " Location Time Measurement Event Work Group Product Miscellaneous Topic Term none Subject Relation Object"
                    + " Text Names Mar ie Cur Warsaw born Polish phys ic ist Pierre city Paris University place birth located"
                    + " country author director date death ing ed er tion al ation Ber lin Inst itute Nob el Pri ze won she he her";

    private final Pattern pretokens;
    private final List<byte[]> pieces = new ArrayList<>();
    private final Map<String, Integer> ids = new HashMap<>();
    private final int longest;

    private TestingTokenizer(Pattern pretokens, Iterable<String> vocabulary) {
        this.pretokens = pretokens;
        for (int b = 0; b < 256; b++) {
            add(new byte[] {(byte) b});
        }
        int most = 1;
        for (String piece : vocabulary) {
            byte[] bytes = piece.getBytes(StandardCharsets.ISO_8859_1);
            add(bytes);
            most = Math.max(most, bytes.length);
        }
        this.longest = most;
    }

    /** Like the tokenizer of a small English model: most words are one or two tokens. */
    static TestingTokenizer english() {
        List<String> vocabulary = new ArrayList<>();
        for (String word : ENGLISH.split(" ")) {
            vocabulary.add(word);
            vocabulary.add(" " + word);
        }
        vocabulary.addAll(List.of(" (", ").", "),", "\u00e4\u00b8", " \u00e6"));
        return new TestingTokenizer(LIKE_SMOL_LM, vocabulary);
    }

    /** As english, and with every word of these texts a token, with and without a space before it. */
    static TestingTokenizer knowing(String... texts) {
        TreeSet<String> vocabulary = new TreeSet<>(Arrays.asList(" (", "none", "\n"));
        for (String text : texts) {
            Matcher matcher = LIKE_SMOL_LM.matcher(text);
            while (matcher.find()) {
                vocabulary.add(latin(matcher.group()));
            }
        }
        for (String word : ENGLISH.split(" ")) {
            vocabulary.add(word);
            vocabulary.add(" " + word);
        }
        return new TestingTokenizer(LIKE_SMOL_LM, vocabulary);
    }

    /** Tokens that respect nothing: random pieces of a text, over the ends of words and inside characters. */
    static TestingTokenizer hostile(String text, Random random) {
        String bytes = latin(text);
        TreeSet<String> vocabulary = new TreeSet<>();
        for (int i = 0; i < 40 && bytes.length() > 1; i++) {
            int from = random.nextInt(bytes.length() - 1);
            vocabulary.add(bytes.substring(from, Math.min(bytes.length(), from + 2 + random.nextInt(6))));
        }
        return new TestingTokenizer(WHOLE, vocabulary);
    }

    static String latin(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private void add(byte[] piece) {
        if (ids.putIfAbsent(new String(piece, StandardCharsets.ISO_8859_1), pieces.size()) == null) {
            pieces.add(piece);
        }
    }

    @Override
    public int special(String token) {
        return switch (token) {
            case "<|im_start|>" -> START;
            case "<|im_end|>" -> START + 1;
            default -> -1;
        };
    }

    @Override
    public TokenizedText encode(String text) {
        List<int[]> tokens = new ArrayList<>();
        int codePoint = 0;
        Matcher matcher = pretokens.matcher(text);
        while (matcher.find()) {
            encode(matcher.group(), codePoint, tokens);
            codePoint += matcher.group().codePointCount(0, matcher.group().length());
        }
        return new TokenizedText(text, column(tokens, 0), column(tokens, 1), column(tokens, 2));
    }

    private static int[] column(List<int[]> rows, int column) {
        return rows.stream().mapToInt(row -> row[column]).toArray();
    }

    private void encode(String pretoken, int offset, List<int[]> tokens) {
        String bytes = latin(pretoken);
        int[] points = pretoken.codePoints().toArray();
        int[] pointOf = new int[bytes.length()];
        int at = 0;
        for (int i = 0; i < points.length; i++) {
            int length = new String(points, i, 1).getBytes(StandardCharsets.UTF_8).length;
            Arrays.fill(pointOf, at, at + length, i);
            at += length;
        }
        for (int from = 0; from < bytes.length(); ) {
            int to = Math.min(bytes.length(), from + longest);
            while (!ids.containsKey(bytes.substring(from, to))) {
                to--;
            }
            int start = pointOf[from];
            int end = pointOf[to - 1] + 1;
            while (start < end && (points[start] == ' ' || points[start] == '\n')) {
                start++;
            }
            tokens.add(new int[] {ids.get(bytes.substring(from, to)), offset + start, offset + end});
            from = to;
        }
    }

    /** The text of tokens. */
    String decode(int... tokens) {
        return new String(bytes(tokens, tokens.length).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /** The bytes of the first tokens, a character each. */
    String bytes(int[] tokens, int length) {
        StringBuilder bytes = new StringBuilder();
        for (int i = 0; i < length; i++) {
            bytes.append(bytes(tokens[i]));
        }
        return bytes.toString();
    }

    /** The bytes of a token, a character each. */
    String bytes(int token) {
        if (token < pieces.size()) {
            return new String(pieces.get(token), StandardCharsets.ISO_8859_1);
        }
        return token == START ? "<|im_start|>" : "<|im_end|>";
    }
}
