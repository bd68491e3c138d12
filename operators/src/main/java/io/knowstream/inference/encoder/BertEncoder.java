package io.knowstream.inference.encoder;

import io.knowstream.inference.ModelException;
import io.knowstream.inference.catalogue.ModelFiles;
import io.knowstream.inference.encoder.OnnxSession.Input;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A model of the BERT family in the Hugging Face layout: word pieces in, a row of numbers a piece out. Thread-safe.
 *
 * <p>A text is run alone and without padding; one that is longer than the model's positions is run in windows.
 */
final class BertEncoder implements AutoCloseable {

    private final String output;
    private final int maxPieces;
    private final WordPieces wordPieces;
    private final OnnxSession session;
    private final boolean typed;

    /** @param output the output that has a row a piece, e.g. {@code logits} */
    BertEncoder(ModelFiles files, String output) {
        this.output = output;
        this.maxPieces = files.number("max_position_embeddings") - 2;
        this.wordPieces = new WordPieces(files.requireTokenizer());
        try {
            this.session = new OnnxSession(files);
        } catch (RuntimeException e) {
            wordPieces.close();
            throw e;
        }
        this.typed = session.hasInput("token_type_ids");
    }

    /** Rows of numbers, {@code width} each: one for each token in the frame of a window, frame included. */
    record Rows(Windows.Window window, float[] values, int width) {}

    WordPieces.Pieces pieces(String text) {
        return wordPieces.encode(text);
    }

    /** Runs a text, window by window. */
    List<Rows> run(WordPieces.Pieces pieces) {
        List<Rows> rows = new ArrayList<>();
        for (Windows.Window window : Windows.of(pieces.size(), maxPieces)) {
            long[] ids = wordPieces.framed(pieces, window.from(), window.to());
            float[] values = session.run(output, inputs(ids));
            if (values.length % ids.length != 0) {
                throw new ModelException("model " + session + ": " + output + " must have a row for each of "
                        + ids.length + " tokens (got " + values.length + " numbers)");
            }
            rows.add(new Rows(window, values, values.length / ids.length));
        }
        return rows;
    }

    private Input[] inputs(long[] ids) {
        long[] ones = new long[ids.length];
        Arrays.fill(ones, 1);
        List<Input> inputs = new ArrayList<>();
        inputs.add(new Input("input_ids", LongBuffer.wrap(ids), 1, ids.length));
        inputs.add(new Input("attention_mask", LongBuffer.wrap(ones), 1, ids.length));
        if (typed) {
            inputs.add(new Input("token_type_ids", LongBuffer.allocate(ids.length), 1, ids.length));
        }
        return inputs.toArray(Input[]::new);
    }

    long residentBytes() {
        return session.residentBytes();
    }

    @Override
    public void close() {
        session.close();
        wordPieces.close();
    }

    @Override
    public String toString() {
        return session.toString();
    }
}
