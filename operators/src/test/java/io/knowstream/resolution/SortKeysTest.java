package io.knowstream.resolution;

import static org.assertj.core.api.Assertions.assertThat;

import io.knowstream.graph.Evidence;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Ranks as strings. */
class SortKeysTest {

    @Test
    void evidenceIsInTheOrderOfItsRankAndComesBack() {
        List<Evidence> ranked = List.of(
                new Evidence("b", 0, 5, 1_000_000),
                new Evidence("a", 3, 5, 900_000),
                new Evidence("a", 16, 17, 900_000),
                new Evidence("a\u0000b", 16, 17, 900_000),
                new Evidence("", 0, Integer.MAX_VALUE, 0));
        List<String> keys = ranked.stream().map(SortKeys::of).toList();
        assertThat(keys).isSorted().doesNotHaveDuplicates();
        assertThat(keys.stream().map(SortKeys::evidence)).containsExactlyElementsOf(ranked);
    }

    @Test
    void namesAreFoundByThemselvesAlone() {
        List<NameVotes> names = List.of(
                new NameVotes("Lee", 3),
                new NameVotes("Lee0", 4),
                new NameVotes("Lee" + "0".repeat(15) + "3", 5),
                new NameVotes("Lee\u0000", 6),
                new NameVotes("", 7),
                new NameVotes("\uD83D\uDE00", 1L << 40));
        for (NameVotes name : names) {
            assertThat(names)
                    .filteredOn(each -> SortKeys.byName(each).startsWith(SortKeys.nameOf(name.name())))
                    .containsExactly(name);
            assertThat(SortKeys.votes(SortKeys.byName(name))).isEqualTo(name.votes());
        }
    }

    @Test
    void namesAreInTheOrderOfTheirVotesAndComeBack() {
        List<NameVotes> ranked = List.of(
                new NameVotes("Lee", 1L << 40),
                new NameVotes("Ann", 17),
                new NameVotes("Ann Lee", 17),
                new NameVotes("ANN LEE", 16));
        List<String> keys = ranked.stream().map(SortKeys::of).toList();
        assertThat(keys).isSorted();
        assertThat(Stream.of(keys.get(1), keys.get(0)).map(SortKeys::name))
                .containsExactly(ranked.get(1), ranked.get(0));
    }
}
