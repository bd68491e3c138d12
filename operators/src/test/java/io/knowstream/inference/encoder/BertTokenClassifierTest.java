package io.knowstream.inference.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.knowstream.graph.CodePoints;
import io.knowstream.inference.ModelException;
import io.knowstream.inference.catalogue.ModelCatalogue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With a model that has a label for each word piece, at 5 of logits that are 0 otherwise, and 10 positions. */
class BertTokenClassifierTest {

    private static final String ROCKET = "\uD83D\uDE80";

    @TempDir
    static Path folder;

    private static BertTokenClassifier model;

    @BeforeAll
    static void load() {
        model = BertTokenClassifier.of(TestingBert.entities(folder)).load();
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static List<String> found(String text) {
        CodePoints points = CodePoints.of(text);
        List<String> found = new ArrayList<>();
        for (TextSpan span : model.classify(text)) {
            assertThat(span.confidence()).isStrictlyBetween(0.9, 1.0);
            found.add(points.slice(span.start(), span.end()) + " " + span.type());
        }
        return found;
    }

    @Test
    void findsNamesAsTheyAreWrittenAndGivesThemTheTypesOfTheBuiltInModel() {
        assertThat(found("Marie Curie was born in Warsaw, in the ACME Corp."))
                .containsExactly("Marie Curie Person", "Warsaw Location", "ACME Corp Organization");
    }

    @Test
    void placesAreInCodePoints() {
        String text = ROCKET + ROCKET + " Marie Curie, " + ROCKET + " Warsaw";
        assertThat(found(text)).containsExactly("Marie Curie Person", "Warsaw Location");
        assertThat(model.classify(text)).extracting(TextSpan::start).containsExactly(3, 18);
        assertThat(model.classify(text)).extracting(TextSpan::end).containsExactly(14, 24);
    }

    @Test
    void aWordHasTheLabelOfItsFirstPieceAndAllItsPieces() {
        assertThat(found("warsaw")).containsExactly("warsaw Location");
        assertThat(found("zo\u00eb")).containsExactly("zo\u00eb MISC");
    }

    @Test
    void aLabelThatIsNotKnownIsATypeOfItsOwn() {
        assertThat(found("in Zo\u00eb.")).containsExactly("Zo\u00eb MISC");
    }

    /** Both are one type to us and two to the model: what begins as the one does not go on as the other. */
    @Test
    void labelsThatGiveOneTypeAreStillTwoToTheModel(@TempDir Path other) throws Exception {
        var files = TestingBert.entities(other);
        Path config = files.configFile().orElseThrow();
        Files.writeString(
                config, Files.readString(config).replace("-PER", "-FAC").replace("-ORG", "-GPE"));
        try (BertTokenClassifier places =
                BertTokenClassifier.of(TestingBert.find(other, files.name())).load()) {
            assertThat(places.classify("Marie Curie, ACME Corp"))
                    .extracting(span -> span.start() + "-" + span.end() + " " + span.type())
                    .containsExactly("0-11 Location", "13-22 Location");
        }
    }

    @Test
    void halfASurrogatePairMovesNoPlace() {
        assertThat(found("\uD83D Marie Curie \uDE80 Warsaw")).containsExactly("Marie Curie Person", "Warsaw Location");
    }

    @ParameterizedTest
    @CsvSource({"1", "5", "8", "9", "17", "40", "200"})
    void aTextLongerThanTheModelIsReadInWindowsToItsEnd(int times) {
        List<String> all = found("Marie Curie was born in Warsaw. ".repeat(times));
        assertThat(all).hasSize(2 * times);
        for (int i = 0; i < times; i++) {
            assertThat(all.subList(2 * i, 2 * i + 2)).containsExactly("Marie Curie Person", "Warsaw Location");
        }
    }

    @ParameterizedTest
    @CsvSource({"''", "' '", "'\n\t'"})
    void aTextWithoutAWordHasNoNames(String text) {
        assertThat(model.classify(text)).isEmpty();
    }

    @Test
    void aModelOfADirectoryIsNeverPinnedAndABuiltInOneAlwaysIs() {
        assertThat(BertTokenClassifier.of(TestingBert.entities(folder)).pinned())
                .isFalse();
        assertThat(TokenClassifier.of(ModelCatalogue.builtIn().find(ModelCatalogue.ENTITIES))
                        .pinned())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {"0": "O", "2": "B-PER"} | label 1 of id2label in config.json must be O, B-type or I-type (got null)
                    {"0": "O", "1": "PER"}   | label 1 of id2label in config.json must be O, B-type or I-type (got PER)
                    {"0": "O", "1": 5}       | label 1 of id2label in config.json must be O, B-type or I-type (got null)
                    {}                       | id2label in config.json must name the labels (got {})
                    {"0": "O", "1": "B-PER"} | must give a number for each of 2 labels (got 9)
                    """)
    void labelsThatCannotBeAreRefused(String labels, String message, @TempDir Path other) throws Exception {
        var files = TestingBert.entities(other);
        Files.writeString(
                other.resolve(files.name()).resolve("config.json"),
                "{\"model_type\": \"bert\", \"max_position_embeddings\": 10, \"id2label\": " + labels + "}");
        assertThatThrownBy(() -> {
                    try (BertTokenClassifier wrong = BertTokenClassifier.of(TestingBert.find(other, files.name()))
                            .load()) {
                        wrong.classify("Marie");
                    }
                })
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(message);
    }
}
