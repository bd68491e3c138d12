package io.knowstream.resolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.knowstream.graph.CodePoints;
import io.knowstream.graph.DocumentEntity;
import io.knowstream.graph.Ids;
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

    @Test
    void personsOfOneNameAreToldApartByTheirYears() {
        Coreference both =
                persons("[John Smith] (1820–1890) knew no [John Smith] (born 1950). [Smith] and [John Smith].");
        assertThat(both.groups()).containsExactly(0, 1, 2, 2);
        assertThat(both.senses()).containsExactly("born 1820", "born 1950", null);
        assertThat(persons("[John Smith] (1820–1890) knew [John Smith] (born 1950). [Smith] was there.")
                        .names())
                .as("the full name, of whichever it is")
                .containsExactly("John Smith", "John Smith", "John Smith");
        List<Mention> mentions = new ArrayList<>();
        CodePoints text =
                marked("[John Smith] (1820–1890) knew [John Smith] (born 1950). [Smith].", "Person", mentions);
        assertThat(EntityContribution.of(
                                "d",
                                Coreference.of(mentions, text)
                                        .entities(mentions)
                                        .get(2))
                        .names())
                .as("the name has a vote, or nothing would be left to call the entity by")
                .containsExactly(new NameVotes("John Smith", 1), new NameVotes("Smith", 1));
        Coreference one = persons("[Smith] is [John Smith] (1820–1890). [John Smith] is not [Ann Lee].");
        assertThat(one.groups()).containsExactly(0, 0, 0, 1);
        assertThat(one.senses()).containsExactly("born 1820", null);
        assertThat(groupIn("[Acme] (born 1950) and [Acme] (born 1960)")).containsExactly(0, 0);
    }

    @Test
    void theSenseIsPartOfTheId() {
        String text = "[John Smith] (1820–1890) knew no [John Smith] (born 1950).";
        List<Mention> mentions = new ArrayList<>();
        CodePoints plain = marked(text, "Person", mentions);
        assertThat(Coreference.of(mentions, plain).entities(mentions))
                .extracting(DocumentEntity::id, DocumentEntity::name, DocumentEntity::sense)
                .containsExactly(
                        tuple(Ids.entity("Person", "John Smith", "born 1820"), "John Smith", "born 1820"),
                        tuple(Ids.entity("Person", "John Smith", "born 1950"), "John Smith", "born 1950"));
        assertThat(Ids.entity("Person", "John Smith", null)).isEqualTo(Ids.entity("Person", "John Smith"));
    }

    private static Coreference persons(String marked) {
        List<Mention> mentions = new ArrayList<>();
        CodePoints text = marked(marked, "Person", mentions);
        return Coreference.of(mentions, text);
    }

    /** The groups of organizations in a text, which stand in square brackets. */
    private static int[] groupIn(String marked) {
        List<Mention> mentions = new ArrayList<>();
        CodePoints text = marked(marked, "Organization", mentions);
        return Coreference.of(mentions, text).groups();
    }

    private static CodePoints marked(String marked, String type, List<Mention> mentions) {
        StringBuilder text = new StringBuilder();
        int start = 0;
        for (char c : marked.toCharArray()) {
            if (c == '[') {
                start = text.length();
            } else if (c == ']') {
                String name = text.substring(start);
                mentions.add(new Mention(start, text.length(), name, type, 900_000));
            } else {
                text.append(c);
            }
        }
        return CodePoints.of(text.toString());
    }

    private static int[] group(String... typed) {
        return Coreference.of(mentions(typed), CodePoints.of("")).groups();
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
