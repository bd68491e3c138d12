package io.knowstream.job.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RetrievalPoolTest {

    private static final String TEXT =
            "One is short. The second sentence of this text has more than eight words. \"Three?\" Four.";

    @Test
    void takesASentenceOutOfItsDocument() {
        RetrievalPool pool = RetrievalPool.draw(List.of(GoldDocument.plain("a/1", "Title", TEXT)), 10, 1);
        assertThat(pool.queries())
                .containsExactly(
                        new RetrievalPool.Query(0, "The second sentence of this text has more than eight words."));
        assertThat(pool.documents()).hasSize(1);
        assertThat(pool.documents().get(0).text()).isEqualTo("One is short.  \"Three?\" Four.");
        assertThat(pool.documents().get(0).title()).isEqualTo("Title");
    }

    @Test
    void documentsWithoutALongSentenceAreSearchedAndShortOnesAreNot() {
        RetrievalPool pool = RetrievalPool.draw(
                List.of(
                        GoldDocument.plain("a/1", null, "One. Two. Three."),
                        GoldDocument.plain("a/2", null, "One. Two.")),
                10,
                1);
        assertThat(pool.queries()).isEmpty();
        assertThat(pool.documents()).extracting(GoldDocument::id).containsExactly("a/1");
    }

    @Test
    void theSeedDrawsSomeOfEachSource() {
        List<GoldDocument> all = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            all.add(GoldDocument.plain((i % 2 == 0 ? "a/" : "b/") + i, null, TEXT));
        }
        RetrievalPool pool = RetrievalPool.draw(all, 5, 3);
        assertThat(pool.documents()).hasSize(10);
        assertThat(pool.documents().subList(0, 5))
                .allMatch(document -> document.id().startsWith("a/"));
        assertThat(RetrievalPool.draw(all, 5, 3)).isEqualTo(pool);
        assertThat(RetrievalPool.draw(all, 5, 4)).isNotEqualTo(pool);
    }

    @Test
    void aDocumentCountsIfItIsAmongTheTenBest() throws Exception {
        List<GoldDocument> all = List.of(GoldDocument.plain("a/1", null, TEXT), GoldDocument.plain("b/2", null, TEXT));
        RetrievalPool pool = RetrievalPool.draw(all, 5, 1);
        List<Integer> eleven = List.of(2, 3, 4, 5, 6, 7, 8, 9, 10, 0, 1);
        RetrievalEvaluation evaluation = RetrievalEvaluation.of(
                pool,
                (sentence, way) -> way == RetrievalEvaluation.Way.BM25 ? List.of() : eleven,
                new Bootstrap(1, 100));
        assertThat(evaluation.sources())
                .extracting(RetrievalEvaluation.Source::name)
                .containsExactly("all", "a", "b");
        Map<RetrievalEvaluation.Way, Estimate> recall =
                evaluation.sources().get(0).recall();
        assertThat(recall.get(RetrievalEvaluation.Way.EMBEDDING).value()).isCloseTo(0.5, within(1e-9));
        assertThat(recall.get(RetrievalEvaluation.Way.BM25).value()).isZero();
        assertThat(evaluation
                        .sources()
                        .get(1)
                        .recall()
                        .get(RetrievalEvaluation.Way.FUSED)
                        .value())
                .isEqualTo(1);
    }
}
