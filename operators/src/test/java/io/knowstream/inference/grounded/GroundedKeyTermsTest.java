package io.knowstream.inference.grounded;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class GroundedKeyTermsTest {

    private static final String TEXT =
            "Zinc is a metal. Zinc is won from its ore, and the ore is roasted before an electric"
                    + " current parts the metal from it.";
    private static final TestingTokenizer TOKENIZER = TestingTokenizer.knowing(TEXT);

    private static GroundedTask<List<NamedSpan>> task(String text, String title) {
        return new GroundedKeyTerms(TOKENIZER, PromptStyle.BASE, 64).task(text, title);
    }

    @Test
    void termsComeInTheOrderOfTheModelWithTheTopicFirst() {
        GroundedTask<List<NamedSpan>> task = task(TEXT, "On zinc");
        String output = "Topic: electric current\nTerm: Zinc\nTerm: ore\nTerm: (none)\n";
        TestingModel.Run run = TestingModel.run(task, TestingModel.wanting(TOKENIZER, output), 8);
        assertThat(TOKENIZER.decode(run.tokens())).isEqualTo(output);
        assertThat(task.result().stream().map(t -> TEXT.substring(t.start(), t.end())))
                .containsExactly("electric current", "Zinc", "ore");
        assertThat(TOKENIZER.decode(task.prompt())).startsWith("Document: On zinc\nText: Zinc is");
    }

    @Test
    void aTextWithWordsHasATopic() {
        GroundedTask<List<NamedSpan>> task = task(TEXT, null);
        TestingModel.run(task, TestingModel.wanting(TOKENIZER, "Topic: (none)\n"), 8);
        assertThat(task.result()).isNotEmpty();
    }

    @Test
    void aModelThatNeverStopsIsStopped() {
        GroundedTask<List<NamedSpan>> task = task(TEXT, null);
        String end = " (";
        TestingModel.run(
                task, (said, length) -> token -> TOKENIZER.decode(token).equals(end) ? 0 : 1, 3);
        assertThat(task.result()).hasSize(GroundedKeyTerms.MAX_TERMS);
    }

    @Test
    void aTextWithoutWordsHasNoTerms() {
        for (String text : List.of("", " ", "...")) {
            GroundedTask<List<NamedSpan>> task = task(text, null);
            assertThat(task.grammar().allowed()).isEmpty();
            assertThat(task.result()).isEmpty();
        }
    }

    @Test
    void onlyTheBeginningOfALongDocumentIsRead() {
        String first = "Zinc is a metal. ".repeat(40);
        GroundedTask<List<NamedSpan>> task = task(first + "Copper ".repeat(100_000), null);
        assertThat(task.prompt().length).isLessThan(100);
        assertThat(TOKENIZER.decode(task.prompt())).doesNotContain("Copper");
    }
}
