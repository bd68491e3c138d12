package io.knowstream.chunking;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import io.knowstream.graph.Names;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The terms that a text is about, after RAKE (Rose, Engel, Cramer and Cowley, "Automatic Keyword Extraction from
 * Individual Documents", 2010): runs of words between stop words and punctuation.
 *
 * <p>A word weighs its degree (how many words stand in its runs, itself included) divided by its frequency; a term weighs
 * the sum of its words' weights times how often it occurs, for in a longer text a term that comes back tells more than
 * one long run. Runs of more than three words give none. Weights are integers (thousandths), ties go to the term that comes first.
 */
final class KeyTerms {

    static final int MOST_TERMS = 10;
    private static final int LONGEST_TERM = 3;
    private static final int SHORTEST_WORD = 2;
    private static final int LONGEST_WORD = 40;

    private static final Set<String> STOP_WORDS = Set.of(
            ("a about above after again against all almost also although always am among an and another any are as at "
                            + "back be became because become been before being below between both but by came can "
                            + "cannot come could did do does doing down during each either else even ever every few "
                            + "first for from further get go had has have having he her here hers herself him himself "
                            + "his how however i if in into is it its itself just last later least less like made make "
                            + "many may me might more most much must my myself near neither never new next no nor not "
                            + "now of off often on once one only onto or other others our ours out over own per quite "
                            + "rather said same say says see seen several shall she should since so some still such "
                            + "than that the their theirs them themselves then there therefore these they this those "
                            + "though three through thus to together too toward two under until up upon us use used "
                            + "very was we well went were what when where whether which while who whom whose why will "
                            + "with within without would yet you your yours")
                    .split(" "));

    private KeyTerms() {}

    /** A term as it first stood in the text, with how often it occurs. */
    private static final class Term {
        private final String surface;
        private final List<String> words;
        private int count;

        Term(String surface, List<String> words) {
            this.surface = surface;
            this.words = words;
        }
    }

    /** At most ten terms, most telling first, as they first stand in the text. */
    static List<String> of(String text) {
        Map<String, Term> terms = new LinkedHashMap<>();
        Map<String, Integer> frequency = new HashMap<>();
        Map<String, Integer> degree = new HashMap<>();
        for (List<String> run : runs(text)) {
            List<String> words = run.stream().map(Names::normalize).toList();
            for (String word : words) {
                frequency.merge(word, 1, Integer::sum);
                degree.merge(word, words.size(), Integer::sum);
            }
            if (words.size() <= LONGEST_TERM) {
                terms.computeIfAbsent(String.join(" ", words), key -> new Term(String.join(" ", run), words)).count++;
            }
        }
        Map<Term, Long> weights = new LinkedHashMap<>();
        for (Term term : terms.values()) {
            long weight = 0;
            for (String word : term.words) {
                weight += degree.get(word) * 1000L / frequency.get(word);
            }
            weights.put(term, weight * term.count);
        }
        return weights.entrySet().stream()
                .sorted(Map.Entry.<Term, Long>comparingByValue(Comparator.reverseOrder()))
                .limit(MOST_TERMS)
                .map(entry -> entry.getKey().surface)
                .toList();
    }

    /** Runs of words with nothing but white space between them and no stop word in them. */
    private static List<List<String>> runs(String text) {
        List<List<String>> runs = new ArrayList<>();
        List<String> run = new ArrayList<>();
        for (int at = 0; at < text.length(); ) {
            int end = wordEnd(text, at);
            if (end > at) {
                String word = text.substring(at, end);
                if (isContent(word)) {
                    run.add(word);
                } else {
                    run = closed(run, runs);
                }
                at = end;
            } else {
                int c = text.codePointAt(at);
                if (!UCharacter.isUWhiteSpace(c)) {
                    run = closed(run, runs);
                }
                at += Character.charCount(c);
            }
        }
        closed(run, runs);
        return runs;
    }

    private static List<String> closed(List<String> run, List<List<String>> runs) {
        if (run.isEmpty()) {
            return run;
        }
        runs.add(run);
        return new ArrayList<>();
    }

    /** Where the word at {@code start} ends; {@code start} where there is none. A hyphen or apostrophe may join two. */
    private static int wordEnd(String text, int start) {
        int end = start;
        while (end < text.length()) {
            int c = text.codePointAt(end);
            int after = end + Character.charCount(c);
            boolean joins = end > start && (c == '-' || c == '\'' || c == 0x2019);
            if (!isWordPart(c) && !(joins && after < text.length() && isWordPart(text.codePointAt(after)))) {
                break;
            }
            end = after;
        }
        return end;
    }

    private static boolean isWordPart(int c) {
        return UCharacter.isLetterOrDigit(c) || UCharacter.hasBinaryProperty(c, UProperty.GRAPHEME_EXTEND);
    }

    private static boolean isContent(String word) {
        int length = word.codePointCount(0, word.length());
        return length >= SHORTEST_WORD
                && length <= LONGEST_WORD
                && word.codePoints().anyMatch(UCharacter::isLetter)
                && !STOP_WORDS.contains(Names.normalize(word));
    }
}
