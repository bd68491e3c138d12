package io.knowstream.resolution;

import static org.assertj.core.api.Assertions.assertThat;

import io.knowstream.graph.CodePoints;
import io.knowstream.graph.Mention;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CoreferenceTest {

    @Test
    void joinsNamesThatAreWrittenDifferently() {
        assertThat(group("Person:Marie Curie", "Person:MARIE CURIE", "Location:Marie Curie"))
                .containsExactly(0, 0, 1);
    }

    @Test
    void aSingleWordJoinsTheFullNameOfAPersonAlone() {
        assertThat(group("Person:Curie", "Person:Marie Curie", "Person:Marie", "Organization:Curie"))
                .containsExactly(0, 0, 0, 1);
        assertThat(group("Location:York", "Location:New York")).containsExactly(0, 1);
    }

    @Test
    void ofSeveralFullNamesTheMostMentionedThenTheFirstTakesTheWord() {
        assertThat(group("Person:Marie Curie", "Person:Pierre Curie", "Person:Pierre Curie", "Person:Curie"))
                .containsExactly(0, 1, 1, 1);
        assertThat(group("Person:Marie Curie", "Person:Pierre Curie", "Person:Curie"))
                .containsExactly(0, 1, 0);
    }

    @Test
    void theCanonicalNameIsTheLongestThenTheMostUsedThenTheFirstInTextOrder() {
        assertThat(Coreference.canonicalName(mentions("Person:Curie", "Person:Curie", "Person:Marie Curie")))
                .isEqualTo("Marie Curie");
        assertThat(Coreference.canonicalName(mentions("Person:CURIE", "Person:Curie", "Person:Curie")))
                .isEqualTo("Curie");
        assertThat(Coreference.canonicalName(mentions("Person:curie", "Person:Curie")))
                .isEqualTo("Curie");
    }

    @Test
    void anAcronymIsWhatTheDocumentSaysThatItIs() {
        assertThat(groupIn("[International Business Machines] ([IBM]) grew. [IBM] is old. [IBM Research] is younger."))
                .containsExactly(0, 0, 0, 1);
        assertThat(groupIn("[IBM] grew. [IBM] ([International Business Machines]) is old."))
                .containsExactly(0, 0, 0);
        assertThat(groupIn("[Bank of America] ([BofA]), [Paris] ([France]), [World Health Organization] ([who])"))
                .as("no initials of it, or no capitals")
                .containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(groupIn("[Air Berlin] ([AB]) and [Allied Bakers] ([AB])"))
                .as("the first explanation")
                .containsExactly(0, 0, 1, 0);
        assertThat(groupIn("[World Health Organization] and ([WHO]) or [World Health Organization] ([WHO], UN)"))
                .as("not between brackets alone")
                .containsExactly(0, 1, 0, 1);
    }

    /** The groups of organizations in a text, which stand in square brackets. */
    private static int[] groupIn(String marked) {
        StringBuilder text = new StringBuilder();
        List<Mention> mentions = new ArrayList<>();
        int start = 0;
        for (char c : marked.toCharArray()) {
            if (c == '[') {
                start = text.length();
            } else if (c == ']') {
                String name = text.substring(start);
                mentions.add(new Mention(start, text.length(), name, "Organization", 900_000));
            } else {
                text.append(c);
            }
        }
        return Coreference.group(mentions, CodePoints.of(text.toString()));
    }

    private static int[] group(String... typed) {
        return Coreference.group(mentions(typed), CodePoints.of(""));
    }

    private static List<Mention> mentions(String... typed) {
        List<Mention> mentions = new ArrayList<>();
        for (String one : typed) {
            String[] parts = one.split(":");
            int start = mentions.size() * 100;
            mentions.add(new Mention(start, start + parts[1].length(), parts[1], parts[0], 900_000));
        }
        return mentions;
    }
}
