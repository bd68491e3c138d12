package io.knowstream.job.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.knowstream.job.cli.ClusterScore.Item;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClusterScoreTest {

    /** The example of Bagga and Baldwin: entities of 5, 2 and 5 items, the last two put together. */
    @Test
    void bCubedCountsByItem() {
        List<Item> items = new ArrayList<>();
        add(items, 5, "a", "1");
        add(items, 2, "b", "2");
        add(items, 5, "b", "3");
        ClusterScore score = ClusterScore.of(items);
        assertThat(score.precision()).isCloseTo((5 + 2 * 2 / 7.0 + 5 * 5 / 7.0) / 12, within(1e-12));
        assertThat(score.recall()).isCloseTo(1, within(1e-12));
        assertThat(score.f1()).isCloseTo(2 * score.precision() / (score.precision() + 1), within(1e-12));
        assertThat(score.pairPrecision()).isCloseTo((10 + 1 + 10) / (10 + 21.0), within(1e-12));
        assertThat(score.pairRecall()).isCloseTo(1, within(1e-12));
    }

    @Test
    void whatIsLeftApartCostsRecall() {
        List<Item> items = new ArrayList<>();
        add(items, 1, "a", "1");
        add(items, 1, "b", "1");
        add(items, 2, "c", "2");
        ClusterScore score = ClusterScore.of(items);
        assertThat(score.precision()).isCloseTo(1, within(1e-12));
        assertThat(score.recall()).isCloseTo((0.5 + 0.5 + 2) / 4, within(1e-12));
        assertThat(score.pairRecall()).isCloseTo(0.5, within(1e-12));
        assertThat(score.pairF1()).isCloseTo(2 / 3.0, within(1e-12));
    }

    @Test
    void nothingIsRight() {
        assertThat(ClusterScore.of(List.of(new Item("a", "1"))).f1()).isCloseTo(1, within(1e-12));
        assertThat(ClusterScore.of(List.of()).pairF1()).isCloseTo(1, within(1e-12));
    }

    private static void add(List<Item> items, int count, String found, String gold) {
        for (int i = 0; i < count; i++) {
            items.add(new Item(found, gold));
        }
    }
}
