package io.knowstream.inference.encoder;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import io.knowstream.inference.ModelException;
import io.knowstream.inference.TokenizerLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Cuts texts into the pieces of a model in the Hugging Face layout, as its tokenizer.json says. Thread-safe. */
final class WordPieces implements AutoCloseable {

    private final HuggingFaceTokenizer tokenizer;
    private final long[] frame;

    /**
     * A text in pieces.
     *
     * @param ids of the pieces, without any token that stands around a text
     * @param starts the first code point of each piece
     * @param ends the code point after the last of each piece
     * @param words the number of the word that each piece belongs to, ascending
     */
    record Pieces(long[] ids, int[] starts, int[] ends, long[] words) {

        int size() {
            return ids.length;
        }

        /** Whether a piece is the first of its word. */
        boolean beginsWord(int piece) {
            return piece == 0 || words[piece] != words[piece - 1];
        }
    }

    /** @throws ModelException if the file is no tokenizer, or puts more than one token on a side of a text */
    WordPieces(Path tokenizerJson) {
        try {
            tokenizer = TokenizerLibrary.open(Files.readAllBytes(tokenizerJson));
        } catch (IOException | RuntimeException e) {
            throw new ModelException("the tokenizer " + tokenizerJson + " cannot be read: " + e.getMessage(), e);
        }
        frame = tokenizer.encode("", true, false).getIds();
        if (frame.length != 2) {
            tokenizer.close();
            throw new ModelException("the tokenizer " + tokenizerJson
                    + " must put one token before a text and one behind it (got " + frame.length + " in all)");
        }
    }

    /** Cuts a text. */
    Pieces encode(String text) {
        int[] points = TokenizerLibrary.codePoints(text);
        Encoding encoding = tokenizer.encode(new String(points, 0, points.length), false, false);
        CharSpan[] spans = encoding.getCharTokenSpans();
        int[] starts = new int[spans.length];
        int[] ends = new int[spans.length];
        for (int piece = 0; piece < spans.length; piece++) {
            starts[piece] = spans[piece].getStart();
            ends[piece] = spans[piece].getEnd();
        }
        return new Pieces(encoding.getIds(), starts, ends, encoding.getWordIds());
    }

    /** The pieces in [from, to), in the model's frame: {@code [CLS] ... [SEP]} with BERT. */
    long[] framed(Pieces pieces, int from, int to) {
        long[] ids = new long[to - from + 2];
        ids[0] = frame[0];
        System.arraycopy(pieces.ids, from, ids, 1, to - from);
        ids[ids.length - 1] = frame[1];
        return ids;
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
