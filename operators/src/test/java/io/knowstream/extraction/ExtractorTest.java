package io.knowstream.extraction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.knowstream.graph.ChunkExtraction;
import io.knowstream.graph.ChunkRelation;
import io.knowstream.graph.CodePoints;
import io.knowstream.graph.Confidence;
import io.knowstream.graph.GlobalContext;
import io.knowstream.graph.Mention;
import io.knowstream.graph.Span;
import io.knowstream.inference.catalogue.ModelCatalogue;
import io.knowstream.inference.roles.InferenceConfig;
import io.knowstream.metrics.Recorder;
import io.knowstream.metrics.StageClock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ExtractorTest {

    private static final String CURIE =
            "Marie Curie was born in Warsaw, Poland, on 7 November 1867. She was a physicist "
                    + "\uD83D\uDD2C. In 1895 Marie Curie married Pierre Curie in Sceaux, France. Curie died in Passy.";

    private static final InferenceConfig INFERENCE = InferenceConfig.of(512L << 20);

    private static ExtractionModels models;

    @BeforeAll
    static void load() {
        models = new ExtractionModels(thresholds(0, 0), INFERENCE, Recorder.NONE);
    }

    @AfterAll
    static void close() {
        models.close();
    }

    @Test
    void mentionsAreSlicesOfTheTextInItsOrder() {
        ChunkExtraction extraction = models.newExtractor().extract(CURIE, null, StageClock.OFF);

        CodePoints text = CodePoints.of(CURIE);
        assertThat(extraction.mentions())
                .isNotEmpty()
                .isSortedAccordingTo(Mention.TEXT_ORDER)
                .allSatisfy(mention -> assertThat(mention.text()).isEqualTo(text.slice(mention.span())));
        assertThat(extraction.mentions())
                .extracting(Mention::text, Mention::type)
                .contains(tuple("Warsaw", "Location"), tuple("Passy", "Location"), tuple("Pierre Curie", "Person"));
        assertThat(extraction.embedding()).hasSize(384);
    }

    @Test
    void relationsJoinTheNearestMentionsAndTheirSentencesAreTheEvidence() {
        ChunkExtraction extraction = models.newExtractor().extract(CURIE, null, StageClock.OFF);

        assertThat(extraction.relations()).isNotEmpty();
        for (ChunkRelation relation : extraction.relations()) {
            Mention subject = extraction.mentions().get(relation.subject());
            Mention object = extraction.mentions().get(relation.object());
            assertThat(relation.evidence().contains(subject.span())).isTrue();
            assertThat(relation.evidence().contains(object.span())).isTrue();
        }
        assertThat(extraction.relations()).anySatisfy(relation -> {
            assertThat(relation.wikidata()).isEqualTo("P19");
            assertThat(relation.type()).isEqualTo("place of birth");
            assertThat(extraction.mentions().get(relation.subject()).start()).isZero();
            assertThat(extraction.mentions().get(relation.object()).text()).isEqualTo("Warsaw");
            assertThat(relation.evidence()).isEqualTo(new Span(0, 59));
        });
    }

    @Test
    void relationsInTheMiddleOfALongTextAreFoundInTheirWindow() {
        String before = "The water was cold and the wind did not rest. ".repeat(100);
        String text = before + CURIE + before;

        ChunkExtraction extraction = models.newExtractor().extract(text, null, StageClock.OFF);

        assertThat(extraction.relations()).anySatisfy(relation -> {
            assertThat(relation.type()).isEqualTo("located in the administrative territorial entity");
            assertThat(extraction.mentions().get(relation.subject()).text()).isEqualTo("Warsaw");
            assertThat(extraction.mentions().get(relation.object()).text()).isEqualTo("Poland");
            assertThat(relation.evidence()).isEqualTo(new Span(0, 59).shift(before.length()));
        });
    }

    @Test
    void thresholdsDropWhatIsLessSure() {
        ChunkExtraction all = models.newExtractor().extract(CURIE, null, StageClock.OFF);
        double median = Confidence.toDouble(all.mentions().stream()
                .mapToInt(Mention::confidence)
                .sorted()
                .skip(all.mentions().size() / 2)
                .findFirst()
                .orElseThrow());
        try (ExtractionModels strict = new ExtractionModels(thresholds(median, 0.99), INFERENCE, Recorder.NONE)) {
            ChunkExtraction sure = strict.newExtractor().extract(CURIE, null, StageClock.OFF);

            assertThat(sure.mentions())
                    .isNotEmpty()
                    .hasSizeLessThan(all.mentions().size())
                    .isSubsetOf(all.mentions());
            assertThat(sure.relations()).allMatch(relation -> relation.confidence() >= 990_000);
        }
    }

    @Test
    void theTitleIsEmbeddedWithTheChunkAndNothingElseOfTheContext() {
        Extractor extractor = models.newExtractor();
        String chunk = "It was completed in 1889.";
        ChunkExtraction alone = extractor.extract(chunk, null, StageClock.OFF);
        ChunkExtraction titled =
                extractor.extract(chunk, new GlobalContext("Eiffel Tower", List.of(), ""), StageClock.OFF);
        ChunkExtraction more = extractor.extract(
                chunk, new GlobalContext("Eiffel Tower", List.of("iron"), "A tower."), StageClock.OFF);

        assertThat(titled.embedding()).isNotEqualTo(alone.embedding()).isEqualTo(more.embedding());
        assertThat(titled.mentions()).isEqualTo(alone.mentions());
    }

    @Test
    void aTextWithoutTokensHasNothingToSay() {
        ChunkExtraction extraction = models.newExtractor().extract(" \n\u2028 ", null, StageClock.OFF);

        assertThat(extraction.mentions()).isEmpty();
        assertThat(extraction.relations()).isEmpty();
        assertThat(extraction.embedding()).hasSize(384);
    }

    @Test
    void whatAChunkGivesDoesNotDependOnTheChunksBeforeIt() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Extractor used = models.newExtractor();
        for (int round = 0; round < 20; round++) {
            String text = randomText(random);
            assertThat(used.extract(text, null, StageClock.OFF))
                    .as("seed %d, round %d", seed, round)
                    .usingRecursiveComparison()
                    .isEqualTo(models.newExtractor().extract(text, null, StageClock.OFF));
        }
    }

    @Test
    void longAndStrangeTextsKeepTheirOffsets() {
        long seed = new Random().nextLong();
        String text = randomText(new Random(seed)).repeat(30);
        CodePoints codePoints = CodePoints.of(text);

        assertThat(models.newExtractor().extract(text, null, StageClock.OFF).mentions())
                .as("seed %d", seed)
                .allSatisfy(mention -> assertThat(mention.text()).isEqualTo(codePoints.slice(mention.span())));
    }

    private static String randomText(Random random) {
        StringBuilder text = new StringBuilder();
        String[] words = {
            "Marie Curie",
            "Paris",
            "\uD83D\uDE80",
            "e\u0301cole",
            "2,019",
            "\u6771\u4EAC",
            ".\n",
            "born in",
            "\u0130zmir",
            "IBM",
            "\"",
            "\u200D"
        };
        int length = random.nextInt(200);
        for (int i = 0; i < length; i++) {
            text.append(words[random.nextInt(words.length)]).append(random.nextInt(8) == 0 ? "" : " ");
        }
        return text.toString();
    }

    private static ExtractionConfig thresholds(double entity, double relationship) {
        return new ExtractionConfig(
                ModelCatalogue.ENTITIES,
                ModelCatalogue.RELATIONS,
                ModelCatalogue.EMBEDDING,
                entity,
                relationship,
                1,
                1,
                Duration.ofMinutes(1),
                0);
    }
}
