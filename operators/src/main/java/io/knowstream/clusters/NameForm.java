package io.knowstream.clusters;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.text.Normalizer2;
import io.knowstream.graph.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.lucene.analysis.en.EnglishMinimalStemmer;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;

/**
 * A name as rules compare it: its words without accents and punctuation, and without what is said or left out as one likes,
 * such as titles and legal forms.
 *
 * @param kind what the type of the entity makes of its names
 * @param words at least one
 * @param generation what tells namesakes of a family apart, such as {@code jr} or {@code viii}; empty for none
 */
record NameForm(Kind kind, List<String> words, String generation) {

    /** How names of a type behave. */
    enum Kind {
        PERSON,
        ORGANIZATION,
        OTHER,
        /** Things without a name of their own: one or many of them is the same, any other difference is another thing. */
        CONCEPT,
        /** Dates and amounts: what is written otherwise is something else. */
        VALUE;

        static Kind of(String type) {
            return switch (type) {
                case "Person" -> PERSON;
                case "Organization" -> ORGANIZATION;
                case "Concept" -> CONCEPT;
                case "TimeExpression", "Measurement" -> VALUE;
                default -> OTHER;
            };
        }
    }

    /** In front of a person's name. King, Pope and Saint are none: with the name alone one would not know who is meant. */
    private static final Set<String> TITLES = Set.of(
            ("mr mrs ms miss mx dr doctor prof professor sir dame lord lady rev reverend father fr sister brother captain capt"
                            + " colonel col general gen lieutenant lt major maj sergeant sgt corporal cpl private pvt admiral"
                            + " adm commander cmdr senator sen representative rep congressman congresswoman governor gov mayor"
                            + " judge justice chancellor president premier minister secretary ambassador herr frau monsieur"
                            + " madame mme mlle señor señora senor senora don doña dona rabbi imam bishop archbishop cardinal"
                            + " hon honorable the")
                    .split(" "));

    /** Behind a person's name. */
    private static final Set<String> DEGREES =
            Set.of("phd md dds esq obe mbe cbe kbe dbe frs kc qc mp mba cpa usn usaf usmc".split(" "));

    private static final Set<String> GENERATIONS =
            Set.of("jr sr ii iii iv vi vii viii ix xi xii xiii xiv xv xvi xvii xviii xix xx".split(" "));

    /** Behind an organization's name. */
    private static final Set<String> LEGAL_FORMS = Set.of(
            ("inc incorporated corp corporation co company companies ltd limited llc llp lp plc gmbh mbh ag kg sa sas sarl nv bv"
                            + " spa srl oy oyj ab asa as aps kk pty pte se")
                    .split(" "));

    /** Known as United States. */
    private static final List<String> LONG_NAME = List.of("united", "states", "of", "america");

    private static final Set<String> ARTICLES = Set.of("the");

    /** Words that initials may leave out. */
    private static final Set<String> SMALL =
            Set.of("of the and for in on at to de la le les du des der die das und et y e a an & von van".split(" "));

    /** Words that are left out where one knows which organization is meant. */
    private static final Set<String> GENERIC = Set.of(
            ("group holdings holding technologies technology industries systems software solutions services motors airlines"
                            + " airways pharmaceuticals pharmaceutical communications networks enterprises partners"
                            + " corporation company university")
                    .split(" "));

    /** In front of a family name, and a part of it. */
    private static final Set<String> PARTICLES =
            Set.of("van von de da del della di du la le der den ter ten al bin ibn el".split(" "));

    private static final EnglishMinimalStemmer SINGULAR = new EnglishMinimalStemmer();
    private static final Normalizer2 DECOMPOSED = Normalizer2.getNFDInstance();
    private static final Normalizer2 COMPOSED = Normalizer2.getNFCInstance();
    private static final char FIRST_MARK = '\u0300';
    private static final char LAST_MARK = '\u036f';

    /** The form of a name of an entity of a type. */
    static NameForm of(String type, String name) {
        Kind kind = Kind.of(type);
        List<String> words = words(kind, name);
        String generation = "";
        if (kind == Kind.PERSON) {
            dropFirst(words, TITLES);
            dropLast(words, DEGREES);
            if (words.size() > 1 && GENERATIONS.contains(words.get(words.size() - 1))) {
                generation = words.remove(words.size() - 1);
            }
        } else if (kind != Kind.VALUE) {
            dropFirst(words, ARTICLES);
            if (words.equals(LONG_NAME)) {
                words.removeAll(List.of("of", "america"));
            }
            if (kind == Kind.ORGANIZATION) {
                dropLast(words, LEGAL_FORMS);
            } else if (kind == Kind.CONCEPT) {
                words.replaceAll(NameForm::singular);
            }
        }
        return new NameForm(kind, List.copyOf(words), generation);
    }

    private static List<String> words(Kind kind, String name) {
        String unfolded = Names.normalize(name);
        String normal = fold(unfolded);
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < normal.length(); ) {
            int c = normal.codePointAt(i);
            i += Character.charCount(c);
            if (UCharacter.isLetterOrDigit(c) || isMark(c) || word.length() > 0 && (c == '+' || c == '#')) {
                word.appendCodePoint(c);
            } else if (c == '&') {
                end(word, words);
                words.add("&");
            } else if (!joins(kind, c) || isBetweenDigits(normal, i - 1)) {
                end(word, words);
            }
        }
        end(word, words);
        if (words.isEmpty()) {
            // Punctuation or marks alone, in one piece.
            words.add(unfolded.replace(' ', '_'));
        }
        return words;
    }

    /** O'Brien and U.S. are one word each; J.R.R. Tolkien has three given names. */
    private static boolean joins(Kind kind, int c) {
        return c == '\'' || c == '\u2019' || c == '.' && kind != Kind.PERSON;
    }

    /** Windows 3.1 is not Windows 31. */
    private static boolean isBetweenDigits(String text, int at) {
        return at > 0
                && at + 1 < text.length()
                && Character.isDigit(text.charAt(at - 1))
                && Character.isDigit(text.charAt(at + 1));
    }

    private static boolean isMark(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
    }

    private static void end(StringBuilder word, List<String> words) {
        if (word.length() > 0) {
            words.add(word.toString());
            word.setLength(0);
        }
    }

    /** Without accents, letters of Latin script as those of ASCII. */
    private static String fold(String text) {
        String decomposed = DECOMPOSED.normalize(text);
        StringBuilder kept = new StringBuilder(decomposed.length());
        for (int i = 0; i < decomposed.length(); i++) {
            char c = decomposed.charAt(i);
            if (c < FIRST_MARK || c > LAST_MARK) {
                kept.append(c);
            }
        }
        char[] in = COMPOSED.normalize(kept).toCharArray();
        char[] out = new char[4 * in.length];
        return new String(out, 0, ASCIIFoldingFilter.foldToASCII(in, 0, out, 0, in.length));
    }

    /** Without the s of the plural (Harman, How effective is suffixing?, 1991). */
    private static String singular(String word) {
        char[] letters = word.toCharArray();
        return new String(letters, 0, SINGULAR.stem(letters, letters.length));
    }

    private static void dropFirst(List<String> words, Set<String> dropped) {
        while (words.size() > 1 && dropped.contains(words.get(0))) {
            words.remove(0);
        }
    }

    private static void dropLast(List<String> words, Set<String> dropped) {
        while (words.size() > 1 && dropped.contains(words.get(words.size() - 1))) {
            words.remove(words.size() - 1);
        }
        while (words.size() > 1 && words.get(words.size() - 1).equals("&")) {
            words.remove(words.size() - 1);
        }
    }

    /** The words, with a space between them. */
    String text() {
        return String.join(" ", words);
    }

    /** Equal where names are the same in form. */
    String key() {
        return text() + ' ' + generation;
    }

    String first() {
        return words.get(0);
    }

    String last() {
        return words.get(words.size() - 1);
    }

    /** The first letters of all words. */
    String initials() {
        StringBuilder initials = new StringBuilder(words.size());
        words.forEach(word -> initials.append(initial(word)));
        return initials.toString();
    }

    /** The first letters of all words but articles and prepositions; of all where there are no others. */
    String shortInitials() {
        StringBuilder initials = new StringBuilder(words.size());
        for (String word : words) {
            if (!SMALL.contains(word)) {
                initials.append(initial(word));
            }
        }
        return initials.isEmpty() ? initials() : initials.toString();
    }

    static String initial(String word) {
        return word.isEmpty() ? "" : word.substring(0, word.offsetByCodePoints(0, 1));
    }

    /** Of an organization the words in front of general ones such as Group; empty where there are none of these. */
    List<String> core() {
        int end = words.size();
        while (end > 1 && GENERIC.contains(words.get(end - 1))) {
            end--;
        }
        return kind == Kind.ORGANIZATION && end < words.size() ? words.subList(0, end) : List.of();
    }

    /** Whether a person is called by the family name alone. */
    boolean familyNameAlone() {
        return kind == Kind.PERSON
                && generation.isEmpty()
                && words.subList(0, words.size() - 1).stream().allMatch(PARTICLES::contains)
                && words.get(words.size() - 1).codePointCount(0, last().length()) > 1;
    }
}
