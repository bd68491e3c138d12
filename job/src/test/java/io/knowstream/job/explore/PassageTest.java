package io.knowstream.job.explore;

import static org.assertj.core.api.Assertions.assertThat;

import io.knowstream.graph.Document;
import io.knowstream.graph.DocumentEntity;
import io.knowstream.graph.DocumentGraph;
import io.knowstream.graph.Mention;
import io.knowstream.graph.Span;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PassageTest {

    private static String around(String content, int start, int end, Set<String> entities, Mention... mentions) {
        DocumentGraph graph = new DocumentGraph(
                new Document("d", null, content, null, null),
                null,
                List.of(),
                List.of(new DocumentEntity("e", "E", "Person", 1, List.of(mentions))),
                List.of(),
                List.of());
        Passage passage = Passage.around(graph, new Span(start, end), entities);
        return (passage.cutBefore() ? "<" : "")
                + passage.parts().stream()
                        .map(part -> part.mention() ? "[" + part.text() + "]" : part.text())
                        .collect(Collectors.joining())
                + (passage.cutAfter() ? ">" : "");
    }

    @Test
    void isTheSentenceOfAPlace() {
        String content = "First. She met J. K. Rowling there. Last.";
        assertThat(around(content, 15, 28, Set.of())).isEqualTo("She met [J. K. Rowling] there.");
        assertThat(around(content, 0, 5, Set.of())).isEqualTo("[First].");
        assertThat(around(content, 36, 41, Set.of())).isEqualTo("[Last.]");
        assertThat(around(content, 0, content.length(), Set.of())).isEqualTo("[" + content + "]");
        assertThat(around("\uD83D\uDE00\uD83D\uDE00 x", 1, 2, Set.of())).isEqualTo("\uD83D\uDE00[\uD83D\uDE00] x");
    }

    @Test
    void isCutWhereASentenceDoesNotEnd() {
        String content = "\uD83D\uDE00".repeat(3_000);
        String passage = around(content, 1_500, 1_501, Set.of());
        String reach = "\uD83D\uDE00".repeat(Passage.REACH);
        assertThat(passage).isEqualTo("<" + reach + "[\uD83D\uDE00]" + reach + ">");
        assertThat(around("x".repeat(9_000), 0, 9_000, Set.of()))
                .isEqualTo("[" + "x".repeat(Passage.LONGEST) + "]" + "x".repeat(Passage.REACH) + ">");
    }

    @Test
    void marksTheMentionsOfEntities() {
        String content = "Outside Ada. Ada and Ada King met.";
        Mention[] mentions = {
            mention(8, 11), mention(13, 16), mention(21, 29), mention(25, 29),
        };
        assertThat(around(content, 13, 34, Set.of("e"), mentions)).isEqualTo("[Ada] and [Ada King] met.");
        assertThat(around(content, 13, 34, Set.of("other"), mentions)).isEqualTo("Ada and Ada King met.");
    }

    @Test
    void beginsATextWithWholeWords() {
        Document document = new Document("d", null, "x", null, null);
        Passage cut = Passage.beginning(document, "one two three", 10);
        assertThat(cut.parts()).containsExactly(new Passage.Part("one two", false));
        assertThat(cut.cutAfter()).isTrue();
        assertThat(Passage.beginning(document, "one two", 10).cutAfter()).isFalse();
        assertThat(Passage.beginning(document, "\uD83D\uDE00\uD83D\uDE00", 1).parts())
                .containsExactly(new Passage.Part("\uD83D\uDE00", false));
    }

    private static Mention mention(int start, int end) {
        return new Mention(start, end, "", "Person", 1);
    }
}
