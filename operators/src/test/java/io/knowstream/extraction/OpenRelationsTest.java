package io.knowstream.extraction;

import static org.assertj.core.api.Assertions.assertThat;

import io.knowstream.graph.ChunkExtraction;
import io.knowstream.graph.ChunkRelation;
import io.knowstream.graph.CodePoints;
import io.knowstream.graph.Mention;
import io.knowstream.inference.catalogue.ModelCatalogue;
import io.knowstream.inference.roles.InferenceConfig;
import io.knowstream.metrics.Recorder;
import io.knowstream.metrics.StageClock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class OpenRelationsTest {

    private static final String TEXT = "\uD83C\uDFD4 Glaciers carve deep valleys. Marie Curie discovered radium. "
            + "The farmers grow rice and wheat. A glacier does not carve rivers.";

    private static ExtractionModels with;
    private static ExtractionModels without;

    @BeforeAll
    static void load() {
        with = models(true);
        without = models(false);
    }

    @AfterAll
    static void close() {
        with.close();
        without.close();
    }

    @Test
    void sentencesSayInTheirOwnWordsWhatDoesWhat() {
        ChunkExtraction extraction = with.newExtractor().extract(TEXT, null, StageClock.OFF);

        assertThat(open(extraction))
                .contains(
                        "Glaciers carve deep valleys",
                        "Marie Curie discover radium",
                        "farmers grow rice",
                        "farmers grow wheat")
                .noneMatch(said -> said.endsWith("rivers"));
        CodePoints text = CodePoints.of(TEXT);
        for (ChunkRelation relation : extraction.relations()) {
            if (relation.wikidata() == null) {
                assertThat(relation.evidence()
                                .contains(extraction
                                        .mentions()
                                        .get(relation.subject())
                                        .span()))
                        .isTrue();
                assertThat(text.slice(relation.evidence())).endsWith(".").doesNotStartWith(" ");
            }
        }
        assertThat(extraction.mentions())
                .isSortedAccordingTo(Mention.TEXT_ORDER)
                .allSatisfy(mention -> assertThat(mention.text()).isEqualTo(text.slice(mention.span())));
        assertThat(extraction.mentions()).anySatisfy(mention -> {
            assertThat(mention.text()).isEqualTo("deep valleys");
            assertThat(mention.type()).isEqualTo("Concept");
        });
        assertThat(extraction.mentions()).anySatisfy(mention -> {
            assertThat(mention.text()).isEqualTo("Marie Curie");
            assertThat(mention.type()).isEqualTo("Person");
        });
    }

    @Test
    void addsToWhatIsFoundAnyway() {
        ChunkExtraction plain = without.newExtractor().extract(TEXT, null, StageClock.OFF);
        ChunkExtraction open = with.newExtractor().extract(TEXT, null, StageClock.OFF);

        assertThat(plain.relations())
                .allSatisfy(relation -> assertThat(relation.wikidata()).isNotNull());
        assertThat(open.mentions()).containsAll(plain.mentions());
        assertThat(statements(open)).containsAll(statements(plain));
        assertThat(open.embedding()).isEqualTo(plain.embedding());
    }

    @Test
    void longListsAndEmptyTextsSayNothing() {
        Extractor extractor = with.newExtractor();
        String list = IntStream.range(0, 300).mapToObj(i -> "item " + i).collect(Collectors.joining(", "));

        assertThat(open(extractor.extract(list, null, StageClock.OFF))).isEmpty();
        assertThat(open(extractor.extract("", null, StageClock.OFF))).isEmpty();
        assertThat(open(extractor.extract(" \n ?! \n", null, StageClock.OFF))).isEmpty();
    }

    private static List<String> open(ChunkExtraction extraction) {
        return extraction.relations().stream()
                .filter(relation -> relation.wikidata() == null)
                .map(relation -> statement(extraction, relation))
                .toList();
    }

    private static List<String> statements(ChunkExtraction extraction) {
        return extraction.relations().stream()
                .map(relation -> statement(extraction, relation))
                .toList();
    }

    private static String statement(ChunkExtraction extraction, ChunkRelation relation) {
        return extraction.mentions().get(relation.subject()).text() + " " + relation.type() + " "
                + extraction.mentions().get(relation.object()).text();
    }

    private static ExtractionModels models(boolean open) {
        return new ExtractionModels(
                new ExtractionConfig(
                        ModelCatalogue.ENTITIES,
                        ModelCatalogue.RELATIONS,
                        ModelCatalogue.EMBEDDING,
                        0.6,
                        0.5,
                        open,
                        1,
                        4,
                        Duration.ofMinutes(1),
                        0),
                InferenceConfig.of(512L << 20),
                Recorder.NONE);
    }
}
