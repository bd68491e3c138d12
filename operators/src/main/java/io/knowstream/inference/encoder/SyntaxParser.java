package io.knowstream.inference.encoder;

import io.knowstream.inference.ModelException;
import io.knowstream.inference.catalogue.ModelFiles;
import io.knowstream.inference.encoder.OnnxSession.Input;
import io.knowstream.inference.pool.LoadedModel;
import io.knowstream.inference.pool.ModelLoader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the dependency trees of sentences (a biaffine parser, Dozat and Manning 2017). Thread-safe. */
public final class SyntaxParser implements LoadedModel {

    private static final String VERB = "VERB";

    private final TokenFeatures.Buckets buckets;
    private final int maxTokens;
    private final List<String> labels;
    private final List<String> pos;
    private final List<LemmaRule> rules;
    /** Of forms of verbs that are no lemmas. */
    private final Map<String, String> verbLemmas = new HashMap<>();

    private final OnnxSession session;

    /** What goes at the end of a form in lower case, in code points, and what comes there. */
    private record LemmaRule(int cut, String suffix) {

        static LemmaRule of(String script) {
            int comma = script.indexOf(',');
            return new LemmaRule(Integer.parseInt(script.substring(0, comma)), script.substring(comma + 1));
        }

        String apply(String form) {
            int points = form.codePointCount(0, form.length());
            return cut > points ? form : form.substring(0, form.offsetByCodePoints(0, points - cut)) + suffix;
        }
    }

    private SyntaxParser(ModelFiles files) {
        this.buckets = TokenFeatures.Buckets.of(files);
        this.maxTokens = files.number("max_tokens");
        this.labels = files.names("labels");
        this.pos = files.names("pos");
        this.rules = files.names("lemma_rules").stream().map(LemmaRule::of).toList();
        files.at("verb_lemmas")
                .properties()
                .forEach(verb -> verbLemmas.put(verb.getKey(), verb.getValue().textValue()));
        this.session = new OnnxSession(files);
    }

    /** How the pool loads such a model. */
    public static ModelLoader<SyntaxParser> of(ModelFiles files) {
        return new OnnxLoader<>(SyntaxParser.class, files, SyntaxParser::new);
    }

    /** Features as this model reads them, for one thread to fill. */
    public TokenFeatures newFeatures() {
        return new TokenFeatures(buckets);
    }

    /** Whether this model reads features made for another as they are. */
    public boolean reads(TokenFeatures features) {
        return buckets.equals(features.buckets());
    }

    /** The most tokens of a sentence that it reads. */
    public int maxTokens() {
        return maxTokens;
    }

    /**
     * The tree of a sentence.
     *
     * @param features of the whole text
     * @param tokens of the whole text
     * @param first token of the sentence
     * @param end the token after its last; at most {@link #maxTokens} further
     * @throws ModelException if the model fails
     */
    public SyntaxTree parse(TokenFeatures features, Tokens tokens, int first, int end) {
        int size = end - first;
        float[][] scores = session.run(
                List.of("heads", "labels", "pos", "lemma_rules"),
                new Input("features", features.features(first, end), size, TokenFeatures.FEATURES),
                new Input("chars", features.chars(first, end), size, TokenFeatures.CHARS));
        int[] heads = SpanningTree.heads(scores[0], size);
        List<String> forms = new ArrayList<>(size);
        List<String> ofLabels = new ArrayList<>(size);
        List<String> ofPos = new ArrayList<>(size);
        List<String> lemmas = new ArrayList<>(size);
        double[] confidences = new double[size];
        for (int token = 0; token < size; token++) {
            int label = best(scores[1], token, labels.size());
            String form = tokens.lower(first + token, first + token + 1);
            forms.add(form);
            ofLabels.add(labels.get(label));
            String partOfSpeech = pos.get(best(scores[2], token, pos.size()));
            ofPos.add(partOfSpeech);
            String known = partOfSpeech.equals(VERB) ? verbLemmas.get(form) : null;
            lemmas.add(
                    known != null
                            ? known
                            : rules.get(best(scores[3], token, rules.size())).apply(form));
            int head = heads[token] < 0 ? size : heads[token];
            confidences[token] = Softmax.probability(scores[0], token * (size + 1), size + 1, head)
                    * Softmax.probability(scores[1], token * labels.size(), labels.size(), label);
        }
        return new SyntaxTree(first, forms, heads, ofLabels, ofPos, lemmas, confidences);
    }

    private static int best(float[] scores, int row, int columns) {
        int best = 0;
        for (int column = 1; column < columns; column++) {
            if (scores[row * columns + column] > scores[row * columns + best]) {
                best = column;
            }
        }
        return best;
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
