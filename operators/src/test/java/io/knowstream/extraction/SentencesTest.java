package io.knowstream.extraction;

import static org.assertj.core.api.Assertions.assertThat;

import io.knowstream.graph.CodePoints;
import io.knowstream.graph.Span;
import org.junit.jupiter.api.Test;

class SentencesTest {

    @Test
    void giveTheSentencesThatASpanTouches() {
        String text = "One is here. \uD83D\uDE80 Two is there!  Three?\n";

        assertThat(around(text, "One")).isEqualTo("One is here.");
        assertThat(around(text, "here.")).isEqualTo("One is here.");
        assertThat(around(text, "\uD83D\uDE80")).isEqualTo("\uD83D\uDE80 Two is there!");
        assertThat(around(text, "Two")).isEqualTo("\uD83D\uDE80 Two is there!");
        assertThat(around(text, "here. \uD83D\uDE80 Two")).isEqualTo("One is here. \uD83D\uDE80 Two is there!");
        assertThat(around(text, "Three?")).isEqualTo("Three?");
        assertThat(around("no end", "no end")).isEqualTo("no end");
    }

    private static String around(String text, String part) {
        CodePoints codePoints = CodePoints.of(text);
        Sentences sentences = new Sentences();
        sentences.read(text, codePoints);
        int start = codePoints.fromUtf16(text.indexOf(part));
        Span around = sentences.around(new Span(start, start + part.codePointCount(0, part.length())));
        return codePoints.slice(around);
    }
}
