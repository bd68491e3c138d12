package io.knowstream.resolution;

import static org.assertj.core.api.Assertions.assertThat;

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

    private static int[] group(String... typed) {
        return Coreference.group(mentions(typed));
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
