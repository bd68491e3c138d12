package io.knowstream.chunking;

import static org.assertj.core.api.Assertions.assertThat;

import io.knowstream.graph.Document;
import io.knowstream.graph.GlobalContext;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class GlobalContextAnalyzerTest {

    @Test
    void givesTitleTermsAndLead() {
        GlobalContext context = analyze(
                "Marie Curie",
                "Marie Curie was a physicist. She discovered radium with Pierre Curie.\n\nRadium made her famous; Marie Curie,"
                        + " then, is whom the Radium Institute was named for.");
        assertThat(context.title()).isEqualTo("Marie Curie");
        assertThat(context.keyTerms())
                .startsWith("Marie Curie")
                .contains("Pierre Curie", "Radium Institute")
                .doesNotContain("was", "the", "Radium made her famous");
        assertThat(context.lead())
                .startsWith("Marie Curie was a physicist. She discovered")
                .endsWith("named for.");
    }

    @Test
    void theLeadIsWholeSentencesOnOneLine() {
        String sentence = "A sentence\nof about   forty characters, or so. ";
        assertThat(analyze(null, sentence.repeat(20)).lead())
                .isEqualTo("A sentence of about forty characters, or so. "
                        .repeat(6)
                        .strip());
    }

    @Test
    void aLongFirstSentenceIsCutBetweenWords() {
        assertThat(analyze(null, "word ".repeat(200)).lead())
                .isEqualTo("word ".repeat(60).strip());
    }

    @Test
    void aBlankTitleIsNone() {
        assertThat(analyze(" ", "text").title()).isNull();
    }

    @Test
    void termsKeepTheirFirstFormAndIgnoreCase() {
        assertThat(analyze(null, "The Gro\u00DFe Stra\u00DFe. The GROSSE STRASSE. A tree.")
                        .keyTerms())
                .containsExactly("Gro\u00DFe Stra\u00DFe", "tree");
    }

    @RepeatedTest(100)
    void isBoundedAndDeterministic() {
        long seed = ThreadLocalRandom.current().nextLong();
        String text = new RandomText(seed).next(3000);
        GlobalContext context = analyze(null, text);
        assertThat(context).as("seed %d", seed).isEqualTo(analyze(null, text));
        assertThat(context.keyTerms())
                .as("seed %d", seed)
                .hasSizeLessThanOrEqualTo(10)
                .doesNotHaveDuplicates();
        assertThat(context.lead().codePointCount(0, context.lead().length()))
                .as("seed %d", seed)
                .isLessThanOrEqualTo(300);
    }

    private static GlobalContext analyze(String title, String content) {
        return GlobalContextAnalyzer.analyze(new Document("d", title, content, null, null));
    }
}
