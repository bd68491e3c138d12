package io.knowstream.inference;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;

/** The way into the tokenizers library, which is set up before its first use. Thread-safe. */
public final class TokenizerLibrary {

    /** Whole texts, without the tokens that stand around one. */
    private static final Map<String, String> WHOLE_TEXTS =
            Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false");

    private static final int REPLACEMENT = 0xfffd;

    private TokenizerLibrary() {}

    /**
     * Opens a tokenizer that never cuts a text short.
     *
     * @param tokenizerJson the content of a tokenizer.json
     * @throws IOException or a RuntimeException if it is none
     */
    public static HuggingFaceTokenizer open(byte[] tokenizerJson) throws IOException {
        // The natives are in the jar; the library would look for others in the network where it finds a GPU.
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("RUST_FLAVOR", "cpu");
        return HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(tokenizerJson), WHOLE_TEXTS);
    }

    /**
     * The code points of a text that can be given to the library: what is no text in Unicode, half a surrogate pair, would
     * not survive the way into it, and is replaced.
     */
    public static int[] codePoints(String text) {
        return text.codePoints()
                .map(point ->
                        point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE ? REPLACEMENT : point)
                .toArray();
    }
}
