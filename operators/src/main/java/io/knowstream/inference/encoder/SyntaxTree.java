package io.knowstream.inference.encoder;

import java.util.ArrayList;
import java.util.List;

/**
 * The dependency tree of a sentence, after Universal Dependencies, on the tokens of {@link Tokens}: a token that is only a
 * part of an annotated word hangs on the one that stands for it as {@code fragment}. Of what is above the root, token -1, form,
 * label, part of speech and lemma are empty.
 *
 * @param first of its tokens among those of the text
 * @param forms the tokens in lower case
 * @param heads the token, counted within the sentence, that each one hangs on; -1 for the root's
 * @param labels what each is to its head
 * @param pos the universal part of speech of each
 * @param lemmas the lower-case lemma of each
 * @param confidences how sure the head and the label of each are together, 0 to 1
 */
public record SyntaxTree(
        int first,
        List<String> forms,
        int[] heads,
        List<String> labels,
        List<String> pos,
        List<String> lemmas,
        double[] confidences) {

    /** The number of tokens. */
    public int size() {
        return heads.length;
    }

    public String form(int token) {
        return token < 0 ? "" : forms.get(token);
    }

    public int head(int token) {
        return heads[token];
    }

    public String label(int token) {
        return token < 0 ? "" : labels.get(token);
    }

    public String pos(int token) {
        return token < 0 ? "" : pos.get(token);
    }

    public String lemma(int token) {
        return token < 0 ? "" : lemmas.get(token);
    }

    public double confidence(int token) {
        return confidences[token];
    }

    /** The tokens that hang on one by some label, in text order. */
    public List<Integer> children(int token, String label) {
        List<Integer> children = new ArrayList<>();
        for (int i = 0; i < heads.length; i++) {
            if (heads[i] == token && labels.get(i).equals(label)) {
                children.add(i);
            }
        }
        return children;
    }

    /** Whether any token hangs on one by some label. */
    public boolean hasChild(int token, String label) {
        for (int i = 0; i < heads.length; i++) {
            if (heads[i] == token && labels.get(i).equals(label)) {
                return true;
            }
        }
        return false;
    }
}
