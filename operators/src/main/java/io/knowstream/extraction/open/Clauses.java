package io.knowstream.extraction.open;

import io.knowstream.inference.encoder.SyntaxTree;
import java.util.ArrayList;
import java.util.List;

/** Who does something in a sentence, and whether the sentence says that it is so. */
final class Clauses {

    private final SyntaxTree tree;

    Clauses(SyntaxTree tree) {
        this.tree = tree;
    }

    /**
     * The subject of a clause.
     *
     * @param head token
     * @param passive whether something is done to it
     * @param label token whose label says so
     */
    record Subject(int head, boolean passive, int label) {}

    /** Whether the sentence says that what a word at the head of a clause tells is so. */
    boolean asserted(int word) {
        int at = word;
        for (int steps = 0; steps <= tree.size(); steps++) {
            if (at < 0) {
                return true;
            }
            if (doubtful(at)) {
                return false;
            }
            String label = tree.label(at);
            int above = tree.head(at);
            switch (label) {
                case "root":
                    return true;
                case "acl:relcl", "acl":
                    // After a comma it tells more of what is known; else it says which one is meant.
                    int first = beginning(at);
                    return above >= 0
                            && (tree.form(first).equals(",")
                                    || tree.form(first - 1).equals(","));
                case "conj", "parataxis":
                    at = above;
                    break;
                case "advcl":
                    // What goes with it is so though the rest is only thought.
                    return tree.children(at, "mark").stream()
                            .anyMatch(mark -> Lexicon.GRANTING.contains(tree.form(mark)));
                case "ccomp":
                    if (!Lexicon.FACTIVE.contains(tree.lemma(above))) {
                        return false;
                    }
                    at = above;
                    break;
                default:
                    return false;
            }
        }
        return false;
    }

    /** The first token of all that is under a word. */
    private int beginning(int word) {
        int first = word;
        while (first > 0 && isUnder(first - 1, word)) {
            first--;
        }
        return first;
    }

    private boolean isUnder(int token, int word) {
        int at = token;
        for (int steps = 0; at >= 0 && steps <= tree.size(); steps++) {
            if (at == word) {
                return true;
            }
            at = tree.head(at);
        }
        return false;
    }

    private boolean doubtful(int word) {
        for (int clause : tree.children(word, "advcl")) {
            if (tree.children(clause, "mark").stream().anyMatch(mark -> Lexicon.CONDITIONS.contains(tree.form(mark)))) {
                return true;
            }
        }
        for (int token = 0; token < tree.size(); token++) {
            if (tree.head(token) == word) {
                String label = tree.label(token);
                String form = tree.form(token);
                if ((label.equals("advmod")
                                || label.equals("det")
                                || label.equals("cc")
                                || label.equals("aux")
                                || label.equals("cc:preconj")
                                || label.equals("fragment"))
                        && Lexicon.DENYING.contains(form)) {
                    return true;
                }
                if (label.equals("aux") && Lexicon.SUPPOSING.contains(form)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The subjects of a word at the head of a clause, those joined by "and" each. */
    List<Subject> subjects(int word) {
        List<Subject> subjects = new ArrayList<>();
        int own = -1;
        // Headlines leave the auxiliary out.
        boolean passive = tree.hasChild(word, "aux:pass") || tree.hasChild(word, "obl:agent");
        for (int token : tree.children(word, "nsubj")) {
            own = token;
        }
        for (int token : tree.children(word, "nsubj:pass")) {
            own = token;
            passive = true;
        }
        if (own >= 0) {
            if (Lexicon.RELATIVE.contains(tree.form(own)) && tree.label(word).equals("acl:relcl")) {
                subjects.add(new Subject(tree.head(word), passive, word));
            } else {
                if (tree.hasChild(own, "conj") && tree.pos(own).equals("PROPN")) {
                    // Wallis and Futuna is one name, Germany and France are two: the tree does not tell.
                    return List.of();
                }
                subjects.add(new Subject(own, passive, own));
                for (int other : tree.children(own, "conj")) {
                    subjects.add(new Subject(other, passive, other));
                }
            }
            return subjects;
        }
        int above = tree.head(word);
        if (tree.label(word).equals("conj") && above >= 0 && !tree.hasChild(word, "expl")) {
            boolean ownVoice = passive || tree.hasChild(word, "aux") || tree.hasChild(word, "cop");
            for (Subject subject : subjects(above)) {
                boolean voice = ownVoice ? passive : subject.passive && participle(word);
                subjects.add(new Subject(subject.head, voice, subject.label));
            }
        } else if (tree.label(word).equals("acl")
                && tree.children(word, "mark").isEmpty()
                && !tree.form(word).endsWith("ing")) {
            subjects.add(new Subject(above, true, word));
        }
        return subjects;
    }

    /** Whether a verb may be a participle of the past. */
    boolean participle(int word) {
        String form = tree.form(word);
        return !form.equals(tree.lemma(word)) && !form.endsWith("s") && !form.endsWith("ing");
    }
}
