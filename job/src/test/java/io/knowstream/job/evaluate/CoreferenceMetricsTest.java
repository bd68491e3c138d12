package io.knowstream.job.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.knowstream.graph.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CoreferenceMetricsTest {

    /** The worked example of Pradhan et al., ACL 2014, section 4: what its authors count by hand. */
    @Test
    void givesTheNumbersOfTheReferenceImplementationsPaper() {
        Tallies.Scored scored = score(List.of("abc", "defg"), List.of("ab", "cd", "fghi"));
        assertScore(scored, CoreferenceMetrics.MUC, 2 / 5.0, 2 / 5.0);
        assertScore(scored, CoreferenceMetrics.B_CUBED, 4 / 8.0, 35 / 12.0 / 7);
        assertScore(scored, CoreferenceMetrics.CEAF_E, 1.3 / 3, 1.3 / 2);
        assertThat(scored.meanF1(CoreferenceMetrics.ALL).value())
                .isCloseTo((0.4 + 2 * 0.5 * (35 / 84.0) / (0.5 + 35 / 84.0) + 2 * 1.3 / 5) / 3, within(1e-9));
    }

    /** Of Luo, HLT-EMNLP 2005: everything in one entity has all links, and is no good. */
    @Test
    void putsEverythingTogetherAsTheAuthorsOfCeafDo() {
        Tallies.Scored scored = score(List.of("12345", "67", "89ABC"), List.of("123456789ABC"));
        assertScore(scored, CoreferenceMetrics.MUC, 9 / 11.0, 1);
        assertScore(scored, CoreferenceMetrics.B_CUBED, (25 + 4 + 25) / 12.0 / 12, 1);
        double similarity = 2 * 5 / 17.0;
        assertScore(scored, CoreferenceMetrics.CEAF_E, similarity, similarity / 3);
    }

    /** Of the same: two entities put together, once of five and five, once of two and five mentions. */
    @Test
    void tellsWhichEntitiesWerePutTogether() {
        Tallies.Scored large = score(List.of("12345", "67", "89ABC"), List.of("1234589ABC", "67"));
        Tallies.Scored small = score(List.of("12345", "67", "89ABC"), List.of("12345", "6789ABC"));
        assertScore(large, CoreferenceMetrics.MUC, 9 / 10.0, 1);
        assertScore(small, CoreferenceMetrics.MUC, 9 / 10.0, 1);
        assertScore(large, CoreferenceMetrics.B_CUBED, (25 / 10.0 + 25 / 10.0 + 2) / 12, 1);
        assertScore(small, CoreferenceMetrics.B_CUBED, (5 + 4 / 7.0 + 25 / 7.0) / 12, 1);
        double best = 1 + 2 * 5 / 12.0;
        assertScore(small, CoreferenceMetrics.CEAF_E, best / 2, best / 3);
    }

    @Test
    void isPerfectForTheSameClustersAndNothingForOthers() {
        Tallies.Scored same = score(List.of("ab", "c"), List.of("c", "ab"));
        Tallies.Scored others = score(List.of("ab"), List.of("xy"));
        Tallies.Scored nothing = score(List.of("ab"), List.of());
        for (String measure : CoreferenceMetrics.ALL) {
            assertScore(same, measure, 1, 1);
            assertScore(others, measure, 0, 0);
            assertThat(nothing.score(measure).recall().value()).isZero();
            assertThat(nothing.score(measure).precision().value()).isNaN();
            assertThat(nothing.score(measure).f1().value()).isZero();
        }
    }

    @Test
    void sumsCountsOverDocuments() {
        Tallies tallies = new Tallies();
        tallies.nextDocument();
        CoreferenceMetrics.add(clusters(List.of("abcd")), clusters(List.of("abcd")), tallies);
        tallies.nextDocument();
        CoreferenceMetrics.add(clusters(List.of("ab")), clusters(List.of("a", "b")), tallies);
        Tallies.Scored scored = tallies.sample(new Bootstrap(1, 10));
        assertScore(scored, CoreferenceMetrics.MUC, 1, 3 / 4.0);
    }

    private static Tallies.Scored score(List<String> gold, List<String> found) {
        Tallies tallies = new Tallies();
        tallies.nextDocument();
        CoreferenceMetrics.add(clusters(gold), clusters(found), tallies);
        return tallies.sample(new Bootstrap(1, 10));
    }

    /** A letter is a mention. */
    private static Clusters clusters(List<String> clusters) {
        List<Map.Entry<String, Span>> mentions = new ArrayList<>();
        for (String cluster : clusters) {
            cluster.chars().forEach(letter -> mentions.add(Map.entry(cluster, new Span(letter, letter + 1))));
        }
        return Clusters.of(mentions);
    }

    private static void assertScore(Tallies.Scored scored, String measure, double precision, double recall) {
        Score score = scored.score(measure);
        assertThat(score.precision().value()).as("%s precision", measure).isCloseTo(precision, within(1e-9));
        assertThat(score.recall().value()).as("%s recall", measure).isCloseTo(recall, within(1e-9));
    }
}
