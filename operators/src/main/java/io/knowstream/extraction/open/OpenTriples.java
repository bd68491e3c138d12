package io.knowstream.extraction.open;

import io.knowstream.extraction.open.OpenTriple.Phrase;
import io.knowstream.inference.encoder.SyntaxTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads off the tree of a sentence what it says in its own words: who does what to whom, what is what, what is where. Only
 * what the sentence says to be so, of things that can be understood without other sentences.
 */
public final class OpenTriples {

    /** Tokens between a verb and the preposition that belongs to it. */
    private static final int NEAR = 3;

    private final SyntaxTree tree;
    private final NounPhrases phrases;
    private final Clauses clauses;
    private final List<OpenTriple> triples = new ArrayList<>();

    private OpenTriples(SyntaxTree tree) {
        this.tree = tree;
        this.phrases = new NounPhrases(tree);
        this.clauses = new Clauses(tree);
    }

    /** The triples of a sentence, in the order of the words that say them. */
    public static List<OpenTriple> of(SyntaxTree tree) {
        OpenTriples reading = new OpenTriples(tree);
        if (tree.size() > 0 && !tree.form(tree.size() - 1).equals("?")) {
            for (int word = 0; word < tree.size(); word++) {
                reading.read(word);
            }
        }
        return List.copyOf(reading.triples);
    }

    private void read(int word) {
        boolean verb = tree.pos(word).equals("VERB");
        boolean copular = tree.hasChild(word, "cop");
        if (tree.label(word).equals("appos")) {
            apposition(word);
        }
        if (!verb && !copular || tree.hasChild(word, "expl") || !clauses.asserted(word)) {
            return;
        }
        for (Clauses.Subject subject : clauses.subjects(word)) {
            Optional<Phrase> who = phrases.at(subject.head());
            if (who.isPresent()) {
                double sure = tree.confidence(subject.label());
                if (word != subject.label() && !tree.label(word).equals("root")) {
                    sure *= tree.confidence(word);
                }
                if (copular) {
                    state(who.get(), word, sure);
                } else {
                    act(who.get(), subject.passive(), tree.lemma(word), word, sure);
                }
            }
        }
    }

    /** What a verb says of its subject. */
    private void act(Phrase who, boolean passive, String lemma, int verb, double sure) {
        String name = lemma + particles(verb);
        List<Integer> objects = tree.children(verb, "obj");
        for (int next : tree.children(verb, "xcomp")) {
            if (!passive
                    && Lexicon.PHASES.contains(lemma)
                    && tree.pos(next).equals("VERB")
                    && !tree.hasChild(next, "cop")) {
                act(who, false, name + " to " + tree.lemma(next), next, sure * tree.confidence(next));
            }
        }
        if (Lexicon.LIGHT.contains(lemma) || tree.hasChild(verb, "iobj") || tree.hasChild(verb, "ccomp")) {
            return;
        }
        // "Makes trade possible" is not "makes trade".
        boolean more = tree.hasChild(verb, "xcomp");
        if (!passive && !more) {
            for (int object : objects) {
                add(who, name, object, sure);
            }
        }
        if (!objects.isEmpty() || more) {
            return;
        }
        if (agents(who, passive, name, verb, sure)) {
            return;
        }
        int place = following(verb);
        if (place >= 0) {
            String preposition = preposition(place);
            boolean compares = preposition.equals("as") && !passive && !Lexicon.AS.contains(lemma);
            if (!compares) {
                String said = passive ? "be " + tree.form(verb) + particles(verb) : name;
                add(who, said + " " + preposition, place, sure);
            }
        }
    }

    /** By whom it is done, also where headlines leave the auxiliary out. */
    private boolean agents(Phrase who, boolean passive, String name, int verb, double sure) {
        List<Integer> agents = new ArrayList<>(tree.children(verb, "obl:agent"));
        for (int place : tree.children(verb, "obl")) {
            if (tree.children(place, "case").stream()
                    .anyMatch(by -> tree.form(by).equals("by"))) {
                agents.add(place);
            }
        }
        if (agents.isEmpty() || !passive && !clauses.participle(verb)) {
            return false;
        }
        for (int agent : agents) {
            phrases.at(agent).ifPresent(by -> put(by, name, who, sure * tree.confidence(agent)));
        }
        return true;
    }

    /** The noun after a preposition that stands right after a word; -1 where there is none. */
    private int following(int word) {
        for (int place : tree.children(word, "obl")) {
            String preposition = preposition(place);
            if (preposition != null) {
                int at = tree.children(place, "case").get(0);
                if (at > word && at - word <= NEAR) {
                    return place;
                }
            }
        }
        return -1;
    }

    /** What the subject is said to be. */
    private void state(Phrase who, int word, double sure) {
        boolean is = tree.children(word, "cop").stream()
                .allMatch(cop -> tree.lemma(cop).equals("be"));
        if (!is) {
            return;
        }
        String preposition = preposition(word);
        if (preposition != null) {
            add(who, "be " + preposition, word, sure);
        } else if (tree.pos(word).equals("ADJ")) {
            int about = tree.hasChild(word, "xcomp") || tree.hasChild(word, "ccomp") ? -1 : following(word);
            if (about >= 0) {
                add(who, "be " + tree.form(word) + " " + preposition(about), about, sure * tree.confidence(word));
            }
        } else if (tree.children(word, "case").isEmpty()
                && tree.children(word, "conj").isEmpty()) {
            add(who, "be", word, sure);
        }
    }

    /** "Marie Curie, a physicist": a name and what bears it. */
    private void apposition(int word) {
        boolean described =
                tree.children(word, "det").stream().anyMatch(det -> Lexicon.ARTICLES.contains(tree.form(det)));
        Optional<Phrase> named = phrases.at(tree.head(word));
        if (described
                && named.isPresent()
                && named.get().proper()
                && tree.pos(word).equals("NOUN")) {
            add(named.get(), "be", word, 1);
        }
    }

    /** A noun and those joined to it by "and". */
    private void add(Phrase who, String predicate, int object, double sure) {
        double here = sure * tree.confidence(object);
        phrases.at(object).ifPresent(what -> put(who, predicate, what, here));
        for (int other : tree.children(object, "conj")) {
            phrases.at(other).ifPresent(what -> put(who, predicate, what, here * tree.confidence(other)));
        }
    }

    private void put(Phrase who, String predicate, Phrase what, double confidence) {
        boolean apart = who.end() <= what.first() || what.end() <= who.first();
        if (apart && predicate.codePoints().allMatch(c -> Character.isLetter(c) || c == ' ')) {
            triples.add(new OpenTriple(who, predicate, what, confidence));
        }
    }

    private String particles(int verb) {
        StringBuilder particles = new StringBuilder();
        for (int particle : tree.children(verb, "compound:prt")) {
            particles.append(' ').append(tree.form(particle));
        }
        int next = verb + 1;
        if (particles.isEmpty()
                && next < tree.size()
                && tree.head(next) == verb
                && Lexicon.PARTICLES.contains(tree.form(next))) {
            particles.append(' ').append(tree.form(next));
        }
        return particles.toString();
    }

    /** The preposition before a noun; null where there is none, or one that makes no predicate. */
    private String preposition(int noun) {
        List<Integer> cases = tree.children(noun, "case");
        if (cases.size() != 1 || !tree.children(cases.get(0), "fixed").isEmpty()) {
            return null;
        }
        String form = tree.form(cases.get(0));
        return tree.pos(cases.get(0)).equals("ADP") && !Lexicon.NO_PREDICATE.contains(form) ? form : null;
    }
}
