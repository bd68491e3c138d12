package io.knowstream.inference.encoder;

import ai.onnxruntime.OrtSession;
import io.knowstream.inference.ModelException;
import io.knowstream.inference.catalogue.ModelFiles;
import io.knowstream.inference.encoder.OnnxSession.Input;
import io.knowstream.inference.pool.LoadedModel;
import io.knowstream.inference.pool.ModelLoader;
import java.util.List;

/** Finds the spans of a text that name entities. Thread-safe. */
public final class TokenClassifier implements LoadedModel {

    private final SpanDecoder decoder;
    private final TokenFeatures.Buckets buckets;
    private final int maxTokens;
    private final OnnxSession session;

    private TokenClassifier(ModelFiles files) {
        this.decoder = new SpanDecoder(files.names("labels"));
        this.buckets = TokenFeatures.Buckets.of(files);
        this.maxTokens = files.number("max_tokens");
        this.session = new OnnxSession(files);
    }

    /** How the pool loads such a model. */
    public static ModelLoader<TokenClassifier> of(ModelFiles files) {
        return new OnnxLoader<>(TokenClassifier.class, files, TokenClassifier::new);
    }

    /** Features as this model reads them, for one thread to fill. */
    public TokenFeatures newFeatures() {
        return new TokenFeatures(buckets);
    }

    /**
     * The spans of the text in {@code features}, in text order; none overlap.
     *
     * @throws ModelException if the model fails
     */
    public List<EntitySpan> classify(TokenFeatures features) {
        return features.size() == 0 ? List.of() : spans(logits(features));
    }

    /** The spans of scores, as {@link #logits} gives them. */
    List<EntitySpan> spans(float[] logits) {
        return decoder.decode(logits);
    }

    /** The scores of all labels, token by token. */
    float[] logits(TokenFeatures features) {
        List<Windows.Window> windows = Windows.of(features.size(), maxTokens);
        if (windows.size() == 1) {
            return logits(features, windows.get(0));
        }
        int labels = decoder.labels();
        float[] all = new float[features.size() * labels];
        for (Windows.Window window : windows) {
            System.arraycopy(
                    logits(features, window),
                    (window.keepFrom() - window.from()) * labels,
                    all,
                    window.keepFrom() * labels,
                    (window.keepTo() - window.keepFrom()) * labels);
        }
        return all;
    }

    private float[] logits(TokenFeatures features, Windows.Window window) {
        return session.run("logits", inputs(features, window));
    }

    /** What the session reads of a window. */
    Input[] inputs(TokenFeatures features, Windows.Window window) {
        int size = window.to() - window.from();
        return new Input[] {
            new Input("features", features.features(window.from(), window.to()), size, TokenFeatures.FEATURES),
            new Input("chars", features.chars(window.from(), window.to()), size, TokenFeatures.CHARS)
        };
    }

    int maxTokens() {
        return maxTokens;
    }

    OrtSession session() {
        return session.session();
    }

    @Override
    public long residentBytes() {
        return session.residentBytes();
    }

    @Override
    public void close() {
        session.close();
    }

    @Override
    public String toString() {
        return session.toString();
    }
}
