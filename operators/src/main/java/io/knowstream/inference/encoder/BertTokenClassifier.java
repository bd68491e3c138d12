package io.knowstream.inference.encoder;

import com.fasterxml.jackson.databind.JsonNode;
import io.knowstream.inference.ModelException;
import io.knowstream.inference.catalogue.ModelFiles;
import io.knowstream.inference.pool.LoadedModel;
import io.knowstream.inference.pool.ModelLoader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A token classifier of the BERT family with BIO labels, such as those trained on CoNLL-2003. Thread-safe.
 *
 * <p>A word has the label of its first piece (Devlin et al. 2019, section 5.3). Labels of well-known tag sets are given as
 * the types of the built-in model; any other label is a type of its own.
 */
public final class BertTokenClassifier implements LoadedModel {

    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("PER", "Person"),
            Map.entry("PERSON", "Person"),
            Map.entry("ORG", "Organization"),
            Map.entry("LOC", "Location"),
            Map.entry("GPE", "Location"),
            Map.entry("FAC", "Location"),
            Map.entry("DATE", "TimeExpression"),
            Map.entry("TIME", "TimeExpression"),
            Map.entry("CARDINAL", "Measurement"),
            Map.entry("ORDINAL", "Measurement"),
            Map.entry("QUANTITY", "Measurement"),
            Map.entry("PERCENT", "Measurement"),
            Map.entry("MONEY", "Measurement"),
            Map.entry("EVENT", "Event"));

    private final SpanDecoder decoder;
    private final BertEncoder encoder;

    private BertTokenClassifier(ModelFiles files) {
        this.decoder = new SpanDecoder(labels(files));
        this.encoder = new BertEncoder(files, "logits");
    }

    /** How the pool loads such a model. */
    public static ModelLoader<BertTokenClassifier> of(ModelFiles files) {
        return new OnnxLoader<>(BertTokenClassifier.class, files, BertTokenClassifier::new);
    }

    private static List<String> labels(ModelFiles files) {
        JsonNode byId = files.at("id2label");
        if (!byId.isObject() || byId.isEmpty()) {
            throw new ModelException(
                    "model " + files + ": id2label in config.json must name the labels (got " + byId + ")");
        }
        List<String> labels = new ArrayList<>(byId.size());
        for (int id = 0; id < byId.size(); id++) {
            String label = byId.path(Integer.toString(id)).textValue();
            if (label == null || !label.matches("O|[BI]-.+")) {
                throw new ModelException("model " + files + ": label " + id
                        + " of id2label in config.json must be O, B-type or I-type (got " + label + ")");
            }
            labels.add(label);
        }
        return labels;
    }

    /**
     * The spans of a text that name entities, in text order; none overlap.
     *
     * @throws ModelException if the model fails
     */
    public List<TextSpan> classify(String text) {
        WordPieces.Pieces pieces = encoder.pieces(text);
        int[] words = firstPieces(pieces);
        if (words.length == 0) {
            return List.of();
        }
        List<TextSpan> spans = new ArrayList<>();
        for (EntitySpan span : decoder.decode(logits(pieces, words))) {
            int last = span.end() < words.length ? words[span.end()] - 1 : pieces.size() - 1;
            spans.add(new TextSpan(
                    pieces.starts()[words[span.first()]],
                    pieces.ends()[last],
                    TYPES.getOrDefault(span.type(), span.type()),
                    span.confidence()));
        }
        return spans;
    }

    private static int[] firstPieces(WordPieces.Pieces pieces) {
        int[] first = new int[pieces.size()];
        int words = 0;
        for (int piece = 0; piece < pieces.size(); piece++) {
            if (pieces.beginsWord(piece)) {
                first[words++] = piece;
            }
        }
        return Arrays.copyOf(first, words);
    }

    /** The scores of all labels, word by word. */
    private float[] logits(WordPieces.Pieces pieces, int[] words) {
        int labels = decoder.labels();
        float[] logits = new float[words.length * labels];
        int word = 0;
        for (BertEncoder.Rows rows : encoder.run(pieces)) {
            if (rows.width() != labels) {
                throw new ModelException("model " + encoder + " must give a number for each of " + labels
                        + " labels (got " + rows.width() + ")");
            }
            for (; word < words.length && words[word] < rows.window().keepTo(); word++) {
                int row = words[word] - rows.window().from() + 1;
                System.arraycopy(rows.values(), row * labels, logits, word * labels, labels);
            }
        }
        return logits;
    }

    @Override
    public long residentBytes() {
        return encoder.residentBytes();
    }

    @Override
    public void close() {
        encoder.close();
    }

    @Override
    public String toString() {
        return encoder.toString();
    }
}
