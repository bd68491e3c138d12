package io.knowstream.extraction.open;

import java.util.Set;

/** The English words that rules ask for by name. */
final class Lexicon {

    /** Of a noun that points elsewhere, asks, denies, compares, or speaks of no matter which. */
    static final Set<String> POINTING = words(
            "this that these those such another other others no neither either any what which whose whatever same former"
                    + " latter following above own certain said aforementioned some few fewer less least more most enough");

    /** At the left of a noun they count, and are left out. */
    static final Set<String> COUNTING =
            words("many several much various numerous different all both each every additional further");

    /** Nouns that say nothing without what is joined to them. */
    static final Set<String> EMPTY = words(
            "thing way one part kind type sort lot number example fact case reason result time place point set series form"
                    + " amount group piece side end level use term process idea problem question situation area member"
                    + " majority variety range rest half percent couple bit day year month week hour today figure chapter"
                    + " section table author somebody someone something anything everything nothing everyone anyone people"
                    + " person man woman individual word addition order view effort step aspect feature difference source"
                    + " cause role activity input decision indication extent degree transition motion support contrast"
                    + " increase decrease reduction drop return divide change entry exposure activation binding outcome"
                    + " factor presence absence lack basis purpose spring summer autumn winter");

    /** They deny what they stand with. */
    static final Set<String> DENYING =
            words("not never t nor hardly scarcely rarely seldom barely no neither without nt cannot");

    /** What may be, or ought to be, is not said to be. */
    static final Set<String> SUPPOSING = words("may might could would should ought must shall");

    /** A clause after these is said to be so. */
    static final Set<String> GRANTING = words("because since although whereas though");

    /** The main clause of these holds under a condition. */
    static final Set<String> CONDITIONS = words("if unless whether lest once");

    /** What somebody does this with is so; what he says, hopes or believes may not be. */
    static final Set<String> FACTIVE = words(
            "show find know note discover demonstrate reveal prove learn confirm realize recall observe recognize remember"
                    + " notice establish explain mean ensure");

    static final Set<String> RELATIVE = words("which who that");

    /** After these stands what is compared, left out or blamed, but nothing that something is done to. */
    static final Set<String> NO_PREDICATE = words(
            "than despite without unlike except besides per like because given notwithstanding versus via until since"
                    + " alongside near by");

    /** Verbs that say nothing alone, or whose object is only half of what is said. */
    static final Set<String> LIGHT = words(
            "do seem appear happen let go get be say tell give enable allow permit ask see expect opt want like call"
                    + " consider offer require force urge encourage set range vary connect");

    /** With another verb they are one predicate. */
    static final Set<String> PHASES = words("begin start continue tend help serve come fail");

    /** What one does as somebody; after other verbs, "as" gives an example or a time. */
    static final Set<String> AS = words("serve act function work operate begin emerge rank qualify");

    /** Right after a verb they are a part of it, whatever the tree says. */
    static final Set<String> PARTICLES = words("up down out off away back over");

    static final Set<String> ARTICLES = words("a an the");

    /** Within a word that tokens cut. */
    static final Set<String> JOINING = words("- ' ’ ‐ –");

    private Lexicon() {}

    private static Set<String> words(String words) {
        return Set.of(words.split(" "));
    }
}
