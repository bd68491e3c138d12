package io.knowstream.inference.decoder;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.knowstream.inference.ModelException;
import io.knowstream.inference.TokenizerLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/**
 * A tokenizer.json, read by the tokenizers library of its format. Thread-safe, as that library is.
 *
 * <p>The library is not told of special tokens: a text that spells one is a text, and cannot end a turn of a prompt. They
 * are had by name.
 */
public final class HuggingFaceModelTokenizer implements ModelTokenizer, AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HuggingFaceTokenizer tokenizer;
    private final Map<String, Integer> special;

    private HuggingFaceModelTokenizer(HuggingFaceTokenizer tokenizer, Map<String, Integer> special) {
        this.tokenizer = tokenizer;
        this.special = Map.copyOf(special);
    }

    /**
     * Reads a tokenizer.json.
     *
     * @param model the model's name, for messages
     */
    public static HuggingFaceModelTokenizer of(String model, Path file) {
        try {
            JsonNode description = JSON.readTree(Files.readAllBytes(file));
            Map<String, Integer> special = new HashMap<>();
            if (description instanceof ObjectNode && description.get("added_tokens") instanceof ArrayNode added) {
                for (Iterator<JsonNode> tokens = added.elements(); tokens.hasNext(); ) {
                    JsonNode token = tokens.next();
                    if (token.path("special").asBoolean()) {
                        special.put(
                                token.path("content").asText(), token.path("id").intValue());
                        tokens.remove();
                    }
                }
            }
            return new HuggingFaceModelTokenizer(TokenizerLibrary.open(JSON.writeValueAsBytes(description)), special);
        } catch (IOException | RuntimeException e) {
            throw new ModelException(
                    "model " + model + ": cannot read the tokenizer " + file + ": " + e.getMessage(), e);
        }
    }

    @Override
    public TokenizedText encode(String text) {
        int[] points = TokenizerLibrary.codePoints(text);
        Encoding encoding = tokenizer.encode(new String(points, 0, points.length), false, false);
        long[] found = encoding.getIds();
        CharSpan[] spans = encoding.getCharTokenSpans();
        int[] ids = new int[found.length];
        int[] starts = new int[found.length];
        int[] ends = new int[found.length];
        for (int i = 0; i < found.length; i++) {
            ids[i] = Math.toIntExact(found[i]);
            ends[i] = spans[i] == null ? (i == 0 ? 0 : ends[i - 1]) : spans[i].getEnd();
            starts[i] = spans[i] == null ? ends[i] : spans[i].getStart();
            while (starts[i] < ends[i] && isSpace(points[starts[i]])) {
                starts[i]++;
            }
        }
        return new TokenizedText(text, ids, starts, ends);
    }

    private static boolean isSpace(int point) {
        return Character.isWhitespace(point) || Character.isSpaceChar(point);
    }

    @Override
    public int special(String token) {
        return special.getOrDefault(token, -1);
    }

    /** Frees the library's memory. */
    @Override
    public void close() {
        tokenizer.close();
    }
}
