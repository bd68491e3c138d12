package io.knowstream.extraction.open;

import static org.assertj.core.api.Assertions.assertThat;

import io.knowstream.inference.encoder.SyntaxTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each tree is written as form/part of speech/head/label, heads from 1, with a lemma where it is another word. */
class OpenTriplesTest {

    static List<Arguments> sentences() {
        return List.of(
                Arguments.of(
                        "subject and object",
                        "The/DET/2/det glaciers/NOUN/3/nsubj/glacier erode/VERB/0/root hard/ADJ/5/amod rock/NOUN/3/obj",
                        List.of("glaciers | erode | hard rock")),
                Arguments.of(
                        "two objects and a preposition",
                        "Rivers/NOUN/2/nsubj/river carry/VERB/0/root sand/NOUN/2/obj and/CCONJ/5/cc mud/NOUN/3/conj",
                        List.of("rivers | carry | sand", "rivers | carry | mud")),
                Arguments.of(
                        "an oblique",
                        "Glaciers/NOUN/2/nsubj/glacier flow/VERB/0/root slowly/ADV/2/advmod into/ADP/6/case the/DET/6/det"
                                + " sea/NOUN/2/obl",
                        List.of("glaciers | flow into | sea")),
                Arguments.of(
                        "a passive with its agent",
                        "Valleys/NOUN/3/nsubj:pass/valley are/AUX/3/aux:pass/be carved/VERB/0/root/carve by/ADP/5/case"
                                + " ice/NOUN/3/obl:agent",
                        List.of("ice | carve | valleys")),
                Arguments.of(
                        "a passive with a place",
                        "Ore/NOUN/3/nsubj:pass is/AUX/3/aux:pass/be found/VERB/0/root/find in/ADP/5/case rocks/NOUN/3/obl/rock",
                        List.of("ore | be found in | rocks")),
                Arguments.of(
                        "a definition",
                        "A/DET/2/det glacier/NOUN/5/nsubj is/AUX/5/cop/be a/DET/5/det body/NOUN/0/root of/ADP/7/case"
                                + " ice/NOUN/5/nmod",
                        List.of("glacier | be | body of ice")),
                Arguments.of(
                        "an adjective with a preposition",
                        "Milk/NOUN/3/nsubj is/AUX/3/cop/be rich/ADJ/0/root in/ADP/5/case calcium/NOUN/3/obl",
                        List.of("milk | be rich in | calcium")),
                Arguments.of(
                        "a relative clause that tells more",
                        "Cacti/NOUN/0/root/cactus ,/PUNCT/4/punct which/PRON/4/nsubj store/VERB/1/acl:relcl water/NOUN/4/obj",
                        List.of("cacti | store | water")),
                Arguments.of(
                        "a relative clause that says which ones",
                        "Plants/NOUN/5/nsubj/plant that/PRON/3/nsubj store/VERB/1/acl:relcl water/NOUN/3/obj like/VERB/0/root"
                                + " deserts/NOUN/5/obj/desert",
                        List.of()),
                Arguments.of(
                        "a phrase that follows and belongs to the noun",
                        "Enzymes/NOUN/4/nsubj/enzyme in/ADP/3/case saliva/NOUN/1/nmod digest/VERB/0/root starch/NOUN/4/obj",
                        List.of("enzymes in saliva | digest | starch")),
                Arguments.of(
                        "a phrase in front that belongs to the sentence",
                        "In/ADP/2/case spring/NOUN/4/obl birds/NOUN/4/nsubj/bird nest/VERB/0/root",
                        List.of()),
                Arguments.of(
                        "a name of two",
                        "Wallis/PROPN/4/nsubj and/CCONJ/3/cc Futuna/PROPN/1/conj joined/VERB/0/root/join France/PROPN/4/obj",
                        List.of()),
                Arguments.of(
                        "a word that tokens cut",
                        "So/ADV/3/advmod -/PUNCT/3/punct called/ADJ/4/amod enzymes/NOUN/5/nsubj digest/VERB/0/root"
                                + " starch/NOUN/5/obj",
                        List.of("so - called enzymes | digest | starch")),
                Arguments.of(
                        "few of them",
                        "Deserts/NOUN/2/nsubj/desert have/VERB/0/root few/ADJ/4/amod trees/NOUN/2/obj/tree",
                        List.of()),
                Arguments.of(
                        "one of several that something is",
                        "Regions/NOUN/3/nsubj/region are/AUX/3/cop/be north/NOUN/0/root and/CCONJ/5/cc south/NOUN/3/conj",
                        List.of()),
                Arguments.of(
                        "a headline's passive",
                        "president/NOUN/2/nsubj elected/VERB/0/root/elect by/ADP/4/case parliament/NOUN/2/obl",
                        List.of("parliament | elect | president")),
                Arguments.of(
                        "a name and what it is",
                        "Curie/PROPN/5/nsubj ,/PUNCT/4/punct a/DET/4/det physicist/NOUN/1/appos discovered/VERB/0/root/discover"
                                + " radium/NOUN/5/obj",
                        List.of("curie | be | physicist", "curie | discover | radium")),
                Arguments.of(
                        "denied",
                        "Glaciers/NOUN/4/nsubj do/AUX/4/aux not/PART/4/advmod melt/VERB/0/root ice/NOUN/4/obj",
                        List.of()),
                Arguments.of(
                        "denied in one word, as tokens have it",
                        "Fish/NOUN/5/nsubj don/AUX/5/aux '/X/4/fragment t/PART/5/advmod eat/VERB/0/root grass/NOUN/5/obj",
                        List.of()),
                Arguments.of(
                        "supposed",
                        "Drought/NOUN/3/nsubj may/AUX/3/aux harm/VERB/0/root crops/NOUN/3/obj/crop",
                        List.of()),
                Arguments.of(
                        "conditional",
                        "If/SCONJ/3/mark cells/NOUN/3/nsubj/cell lose/VERB/6/advcl water/NOUN/3/obj they/PRON/6/nsubj"
                                + " die/VERB/0/root",
                        List.of()),
                Arguments.of(
                        "true under a condition",
                        "Cells/NOUN/2/nsubj/cell lose/VERB/0/root water/NOUN/2/obj if/SCONJ/6/mark salt/NOUN/6/nsubj"
                                + " rises/VERB/2/advcl/rise",
                        List.of()),
                Arguments.of(
                        "believed",
                        "Critics/NOUN/2/nsubj/critic believe/VERB/0/root taxes/NOUN/4/nsubj/tax harm/VERB/2/ccomp"
                                + " growth/NOUN/4/obj",
                        List.of()),
                Arguments.of(
                        "asked",
                        "Do/AUX/3/aux glaciers/NOUN/3/nsubj erode/VERB/0/root rock/NOUN/3/obj ?/PUNCT/3/punct",
                        List.of()),
                Arguments.of(
                        "pointing elsewhere",
                        "This/DET/2/det process/NOUN/3/nsubj forms/VERB/0/root/form its/PRON/5/nmod:poss shape/NOUN/3/obj",
                        List.of()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("sentences")
    void readsWhatASentenceSaysToBeSo(String what, String sentence, List<String> expected) {
        SyntaxTree tree = tree(sentence);

        List<OpenTriple> triples = OpenTriples.of(tree);

        assertThat(triples.stream()
                        .map(triple -> text(tree, triple.subject()) + " | " + triple.predicate() + " | "
                                + text(tree, triple.object())))
                .containsExactlyElementsOf(expected);
    }

    private static String text(SyntaxTree tree, OpenTriple.Phrase phrase) {
        return String.join(" ", tree.forms().subList(phrase.first(), phrase.end()));
    }

    private static SyntaxTree tree(String sentence) {
        String[] words = sentence.split(" ");
        List<String> forms = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        List<String> pos = new ArrayList<>();
        List<String> lemmas = new ArrayList<>();
        int[] heads = new int[words.length];
        double[] confidences = new double[words.length];
        for (int i = 0; i < words.length; i++) {
            String[] parts = words[i].split("/");
            forms.add(parts[0].toLowerCase(Locale.ROOT));
            pos.add(parts[1]);
            heads[i] = Integer.parseInt(parts[2]) - 1;
            labels.add(parts[3]);
            lemmas.add(parts.length > 4 ? parts[4] : forms.get(i));
            confidences[i] = 1;
        }
        return new SyntaxTree(0, forms, heads, labels, pos, lemmas, confidences);
    }
}
