package io.knowstream.extraction.open;

import io.knowstream.inference.encoder.SyntaxTree;
import java.util.Optional;
import java.util.Set;

/**
 * Cuts out of a sentence the phrases that can be concepts: a noun with its adjectives and compounds before it, and the
 * prepositional phrases that follow it, without its article. What can be understood only from other sentences is none ("this
 * method", "its size"), nor what a clause restricts that would be left out ("cells that divide").
 */
final class NounPhrases {

    /** More is a description and no concept. */
    private static final int LONGEST = 10;

    private static final Set<String> NOUNS = Set.of("NOUN", "PROPN");
    private static final Set<String> BEFORE =
            Set.of("compound", "amod", "nummod", "flat", "fragment", "nmod:poss", "goeswith");
    private static final Set<String> AFTER = Set.of("flat", "fragment", "compound", "nummod", "goeswith");
    private static final Set<String> RESTRICTING = Set.of("nmod", "nmod:unmarked", "acl", "acl:relcl");

    private final SyntaxTree tree;

    NounPhrases(SyntaxTree tree) {
        this.tree = tree;
    }

    /** The phrase of a noun; empty where it is no concept. */
    Optional<OpenTriple.Phrase> at(int head) {
        if (!isNoun(head) || pointsElsewhere(head)) {
            return Optional.empty();
        }
        int first = first(head);
        int end = end(head);
        boolean proper = tree.pos(head).equals("PROPN");
        boolean tooShort = first == head && tree.form(head).length() < 3;
        boolean alone = end == head + 1 && (Lexicon.EMPTY.contains(tree.lemma(head)) || tooShort);
        if (end - first > LONGEST || alone && !proper || isCut(first, end) || isRestricted(head, end)) {
            return Optional.empty();
        }
        for (int token = first; token < end; token++) {
            if (tree.pos(token).equals("PRON") || tree.label(token).equals("punct") && !joins(token)) {
                return Optional.empty();
            }
        }
        return Optional.of(new OpenTriple.Phrase(head, first, end, proper));
    }

    private boolean isNoun(int token) {
        return NOUNS.contains(tree.pos(token));
    }

    private boolean pointsElsewhere(int head) {
        for (int token = 0; token < tree.size(); token++) {
            if (tree.head(token) == head) {
                String label = tree.label(token);
                boolean tells = label.equals("det") || label.equals("amod") || label.equals("nmod:poss");
                if (tells
                        && (Lexicon.POINTING.contains(tree.form(token))
                                || tree.pos(token).equals("PRON"))
                        && !Lexicon.ARTICLES.contains(tree.form(token))) {
                    return true;
                }
            }
        }
        return false;
    }

    private int first(int head) {
        int first = head;
        while (first > 0 && belongs(first - 1, head, BEFORE)) {
            first--;
        }
        while (first < head
                && (Lexicon.COUNTING.contains(tree.form(first))
                        || tree.pos(first).equals("ADV") && tree.head(first) == head
                        || tree.form(first).codePoints().noneMatch(Character::isLetterOrDigit))) {
            first++;
        }
        return first;
    }

    /** The token after a noun and the prepositional phrases that follow it. */
    private int end(int head) {
        int end = head + 1;
        while (end < tree.size() && belongs(end, head, AFTER)) {
            end++;
        }
        for (int next = following(head, end); next >= 0; next = following(head, end)) {
            end = end(next);
        }
        return end;
    }

    /** The noun of a prepositional phrase of {@code head} that begins at a token; -1 where none does. */
    private int following(int head, int at) {
        if (at >= tree.size() || !tree.label(at).equals("case")) {
            return -1;
        }
        int noun = tree.head(at);
        boolean belongs =
                noun > at && tree.head(noun) == head && tree.label(noun).equals("nmod");
        return belongs && isNoun(noun) && !pointsElsewhere(noun) ? noun : -1;
    }

    /** Whether the phrase begins or ends within a word that tokens cut, such as over-the-counter. */
    private boolean isCut(int first, int end) {
        return first > 0 && Lexicon.JOINING.contains(tree.form(first - 1))
                || end < tree.size() && Lexicon.JOINING.contains(tree.form(end));
    }

    /** Whether something that follows, without a comma before it, says which of many the noun means. */
    private boolean isRestricted(int head, int end) {
        boolean comma = false;
        for (int token = end; token < tree.size(); token++) {
            if (tree.form(token).equals(",") || tree.form(token).equals("(")) {
                comma = true;
            }
            boolean ofPhrase = tree.head(token) >= head && tree.head(token) < end;
            if (ofPhrase && !comma && RESTRICTING.contains(tree.label(token))) {
                return true;
            }
        }
        return false;
    }

    /** Whether a token beside a phrase is a part of it: all between it and the noun is of these kinds. */
    private boolean belongs(int token, int head, Set<String> kinds) {
        int at = token;
        for (int steps = 0; at != head; steps++) {
            String label = tree.label(at);
            boolean inner = kinds.contains(label)
                    || joins(at)
                    || label.equals("advmod") && tree.label(tree.head(at)).equals("amod")
                    || label.equals("case") && tree.label(tree.head(at)).equals("nmod:poss");
            at = tree.head(at);
            if (!inner || at < 0 || steps > LONGEST) {
                return false;
            }
        }
        return true;
    }

    /** Hyphens and apostrophes within words. */
    private boolean joins(int token) {
        return tree.label(token).equals("fragment")
                || tree.label(token).equals("punct") && Lexicon.JOINING.contains(tree.form(token));
    }
}
