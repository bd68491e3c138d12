package io.knowstream.job.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code models.selection: adaptive}, with directories that look like models: nothing is loaded. */
class AdaptiveSelectionTest {

    private static final String[] GUIDE = {
        "smollm2_135m", "smollm2_360m", "smollm_1_7b", "smollm_135m", "smollm_135m_instruct", "smollm_360m_instruct"
    };

    @TempDir
    private Path directory;

    private void install(String... names) throws IOException {
        for (String name : names) {
            Path model = directory.resolve("models").resolve(name);
            Files.createDirectories(model.resolve("onnx"));
            Files.writeString(model.resolve("config.json"), "{\"name\": \"" + name + "\"}");
            Files.writeString(model.resolve("tokenizer.json"), "{\"model\": {}}");
            Files.writeString(model.resolve("onnx/model_q4.onnx"), "weights of " + name);
        }
    }

    /** Settings, {@code key=value} divided by commas, over what all tests have. */
    private JobConfig load(String settings) {
        return load(null, settings);
    }

    private JobConfig load(Path file, String settings) {
        Map<String, String> all = new HashMap<>(Map.of(
                "models.selection",
                "adaptive",
                "models.directory",
                directory.resolve("models").toString(),
                "index.path",
                "/index"));
        for (String setting : settings.isBlank() ? new String[0] : settings.split(", *")) {
            String[] parts = setting.split("=", 2);
            all.put(parts[0], parts[1]);
        }
        return JobConfig.of(EffectiveConfiguration.load(file, all));
    }

    private static List<String> models(JobConfig config) {
        return List.of(
                config.models().entity(),
                config.models().relationship(),
                config.models().analysis());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "models.budget=16 gb, models.requirements.quality-target=1",
                "preset=quality",
                "preset=memory, models.constraints.throughput-target=100"
            })
    void theBuiltInModelsFillTheRolesWhereNothingElseIsInstalled(String settings) {
        JobConfig config = load(settings);
        assertThat(models(config)).containsExactly("knowstream-entities", "knowstream-relations", "statistical");
        assertThat(config.chunking().analysisModel()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                                                                                                            | smollm2_135m | smollm_135m_instruct | smollm2_135m
        models.constraints.max-latency=4 s                                                                  | smollm2_135m | smollm_135m_instruct | smollm2_135m
        models.constraints.max-memory=300 mb                                                                | smollm2_135m | smollm_135m_instruct | smollm2_135m
        models.budget=2 gb                                                                                  | smollm2_360m | smollm_135m_instruct | smollm2_360m
        models.budget=2 gb, models.requirements.relationship-accuracy=0.8                                   | smollm2_360m | smollm_360m_instruct | smollm2_360m
        models.budget=2 gb, models.constraints.max-memory=1000000000, models.requirements.relationship-accuracy=0.8 | smollm2_135m | smollm_135m_instruct | smollm2_360m
        models.budget=8 gb, models.requirements.quality-target=0.9                                          | smollm_1_7b  | smollm_135m_instruct | smollm2_360m
        models.budget=8 gb, models.requirements.entity-accuracy=0.9                                         | smollm_1_7b  | smollm_135m_instruct | smollm2_360m
        models.budget=8 gb, models.requirements.entity-accuracy=0.9, models.constraints.throughput-target=7 | smollm2_360m | smollm_135m_instruct | smollm2_360m
        models.budget=8 gb, models.requirements.entity-accuracy=0.9, models.constraints.throughput-target=14 | smollm2_135m | smollm_135m_instruct | smollm2_135m
        preset=quality, models.requirements.quality-target=0.9, models.requirements.relationship-accuracy=0.9 | smollm_1_7b | smollm_360m_instruct | smollm2_360m
        preset=memory                                                                                       | smollm2_135m | smollm_135m_instruct | smollm2_360m
        """)
    void choosesByTheGuidesRulesAmongItsModels(String settings, String entity, String relationship, String analysis)
            throws IOException {
        install(GUIDE);
        assertThat(models(load(settings == null ? "" : settings))).containsExactly(entity, relationship, analysis);
    }

    @Test
    void whatIsNotInstalledGivesWayToTheNextSmaller() throws IOException {
        String settings = "models.budget=8 gb, models.requirements.quality-target=0.9,"
                + " models.requirements.relationship-accuracy=0.9";
        install("smollm2_135m");
        assertThat(models(load(settings))).containsExactly("smollm2_135m", "smollm2_135m", "smollm2_135m");
        install("smollm_135m_instruct");
        assertThat(models(load(settings))).containsExactly("smollm2_135m", "smollm_135m_instruct", "smollm2_135m");
        install("smollm2_360m");
        assertThat(models(load(settings))).containsExactly("smollm2_360m", "smollm_135m_instruct", "smollm2_360m");
        install("smollm_1_7b");
        assertThat(models(load(settings))).containsExactly("smollm_1_7b", "smollm_135m_instruct", "smollm2_360m");
    }

    @Test
    void whatCouldNeverBeLoadedBesideTheOthersIsNotChosen() throws IOException {
        install("smollm2_360m");
        String builtInEntities = "models.entity=knowstream-entities, models.min-memory-threshold=50 mb, models.budget=";
        assertThat(models(load("models.budget=512 mb")))
                .containsExactly("knowstream-entities", "knowstream-relations", "statistical");
        assertThat(models(load("models.budget=729999999")))
                .containsExactly("knowstream-entities", "knowstream-relations", "statistical");
        // Beside the embedding alone there would be room, but the built-in models of the other roles stay loaded too.
        assertThat(models(load("models.min-memory-threshold=0 b, models.budget=729999999"))
                        .get(2))
                .isEqualTo("statistical");
        assertThat(models(load("models.min-memory-threshold=0 b, models.budget=730000000"))
                        .get(2))
                .isEqualTo("smollm2_360m");
        assertThat(models(load(builtInEntities + "740 mb")).get(2)).isEqualTo("statistical");
        assertThat(models(load(builtInEntities + "750 mb")).get(2)).isEqualTo("smollm2_360m");
    }

    @Test
    void aBuiltInModelThatIsChosenTakesRoomFromTheOthers() throws IOException {
        install("bert-base-ner");
        Files.move(
                directory.resolve("models/bert-base-ner/onnx/model_q4.onnx"),
                directory.resolve("models/bert-base-ner/onnx/model_quantized.onnx"));
        String budget = "models.budget=1200000000, models.min-memory-threshold=";
        assertThat(models(load(budget + "880000000")))
                .containsExactly("bert-base-ner", "knowstream-relations", "statistical");
        assertThat(models(load(budget + "900000000")))
                .containsExactly("knowstream-entities", "knowstream-relations", "statistical");
    }

    @Test
    void whoDegradesHasRoomForTheBuiltInModelsAsWell() throws IOException {
        install("smollm2_135m");
        String settings = "models.budget=500000000, models.min-memory-threshold=50000000, models.when-limited=";
        assertThat(models(load(settings + "wait"))).containsOnly("smollm2_135m");
        assertThat(models(load(settings + "degrade")))
                .containsExactly("knowstream-entities", "knowstream-relations", "statistical");
    }

    @Test
    void aNamedModelThatCouldNeverBeLoadedIsRefused() throws IOException {
        install("smollm2_135m", "smollm2_360m", "smollm_1_7b");
        String settings = "models.selection=fixed, models.min-memory-threshold=50000000, models.entity=smollm2_360m,"
                + " models.analysis=smollm2_135m, models.budget=";
        assertThatThrownBy(() -> load(settings + "679999999"))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessage(
                        "models that can never be loaded, by the sizes of their files and the catalogue's estimates:"
                                + " models.entity: smollm2_360m (430000000 bytes). Of models.budget = 679999999 bytes, 50000000 are kept for their work"
                                + " (models.min-memory-threshold) and 200000000 for built-in models, which stay loaded:"
                                + " [knowstream-embedding, knowstream-relations]; so a model can have 429999999. A budget of"
                                + " 680000000 is enough for one after the other, or name smaller models.");
        assertThat(models(load(settings + "680000000")))
                .containsExactly("smollm2_360m", "knowstream-relations", "smollm2_135m");
        assertThatThrownBy(() -> load(settings + "500 mb, models.entity=smollm_1_7b"))
                .hasMessageContaining("models.entity: smollm_1_7b (1550000000 bytes). Of");
        assertThatThrownBy(() -> load(settings + "200000000"))
                .hasMessageContaining("models.entity: smollm2_360m (430000000 bytes), models.analysis: smollm2_135m"
                        + " (200000000 bytes). Of")
                .hasMessageContaining("so a model can have 0. A budget of 680000000 is enough");
    }

    @Test
    void whatThePoolWouldAskForCountsWhereItIsMoreThanTheCatalogueSays() throws IOException {
        install("smollm2_135m");
        String settings = "models.min-memory-threshold=50 mb, models.budget=450 mb";
        assertThat(models(load(settings))).containsOnly("smollm2_135m");
        try (RandomAccessFile weights = new RandomAccessFile(
                directory.resolve("models/smollm2_135m/onnx/model_q4.onnx").toFile(), "rw")) {
            weights.setLength(240_000_000);
        }
        assertThat(models(load(settings)))
                .containsExactly("knowstream-entities", "knowstream-relations", "statistical");
        assertThatThrownBy(() -> load(settings + ", models.selection=fixed, models.entity=smollm2_135m"))
                .hasMessageContaining("models.entity: smollm2_135m (367108864 bytes).");
    }

    @Test
    void aNamedModelHasToFitBesideTheOnesOfDegradedDocumentsToo() throws IOException {
        install("smollm2_135m", "smollm_135m");
        assertThat(models(load("models.selection=fixed, preset=edge")).get(0)).isEqualTo("smollm2_135m");
        assertThatThrownBy(() -> load("models.selection=fixed, preset=edge, models.when-limited=degrade"))
                .hasMessageContaining("and 300000000 for built-in models, which stay loaded: [knowstream-embedding,"
                        + " knowstream-entities, knowstream-relations]; so a model can have 150000000.");
    }

    @Test
    void aDirectoryThatIsNotWholeIsNotChosen() throws IOException {
        install("smollm2_135m");
        Files.delete(directory.resolve("models/smollm2_135m/tokenizer.json"));
        assertThat(models(load(""))).containsExactly("knowstream-entities", "knowstream-relations", "statistical");
    }

    @Test
    void whatTheFileOrTheCommandLineNamesStays() throws IOException {
        install("smollm2_135m", "smollm_135m");
        Path file = Files.writeString(
                directory.resolve("job.yaml"), "preset: memory\nmodels: {relationship: smollm_135m}\n");
        assertThat(models(load(file, ""))).containsExactly("smollm2_135m", "smollm_135m", "smollm2_135m");
        assertThat(models(load(file, "models.entity=knowstream-entities, models.analysis=statistical")))
                .containsExactly("knowstream-entities", "smollm_135m", "statistical");
        assertThat(models(load(file, "models.relationship=knowstream-relations")))
                .containsExactly("smollm2_135m", "knowstream-relations", "smollm2_135m");
        assertThat(load(file, "models.embedding=knowstream-embedding").models().embedding())
                .isEqualTo("knowstream-embedding");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                                                                                                | true
        preset=memory                                                                           | true
        models.requirements.context-preservation=false                                          | false
        preset=quality, models.requirements.context-preservation=false                          | false
        chunking.preserve-context=true, models.requirements.context-preservation=false          | true
        chunking.preserve-context=false                                                         | false
        models.selection=fixed, models.requirements.context-preservation=false                  | true
        """)
    void theContextGoesWithTheChunksWhereItIsRequired(String settings, boolean preserved) {
        assertThat(load(settings == null ? "" : settings).chunking().preserveContext())
                .isEqualTo(preserved);
    }

    @Test
    void theFingerprintsFollowTheChoiceAndNothingElse() throws IOException {
        JobConfig builtIn = load("");
        assertThat(builtIn.fingerprint())
                .isEqualTo(load("models.selection=fixed").fingerprint());

        install("smollm2_135m", "smollm_135m_instruct", "smollm2_360m");
        String budget = "models.budget=1000000000";
        JobConfig chosen = load(budget);
        assertThat(chosen.extractionFingerprint()).isNotEqualTo(builtIn.extractionFingerprint());
        assertThat(chosen.fingerprint()).isNotEqualTo(builtIn.fingerprint());
        assertThat(chosen.degradedFingerprint()).isEqualTo(builtIn.degradedFingerprint());

        JobConfig spelledOut = load("models.selection=fixed, models.entity=smollm2_135m,"
                + " models.relationship=smollm_135m_instruct, models.analysis=smollm2_360m, " + budget);
        assertThat(spelledOut.fingerprint()).isEqualTo(chosen.fingerprint());
        assertThat(load(budget + ", models.requirements.quality-target=0.75").fingerprint())
                .isEqualTo(chosen.fingerprint());

        JobConfig otherAnalysis = load(budget + ", models.constraints.max-latency=2 s");
        assertThat(otherAnalysis.models().analysis()).isEqualTo("smollm2_135m");
        assertThat(otherAnalysis.extractionFingerprint()).isEqualTo(chosen.extractionFingerprint());
        assertThat(otherAnalysis.fingerprint()).isNotEqualTo(chosen.fingerprint());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        models.selection=best                          | models.selection cannot be 'best' (command line): Could not parse value for enum class io.knowstream.job.config.SelectionMode. Expected one of: [[fixed, adaptive]]
        models.requirements.quality-target=1.1         | models.requirements.quality-target must be between 0 and 1 (got 1.1)
        models.requirements.entity-accuracy=-1         | models.requirements.entity-accuracy must be between 0 and 1 (got -1.0)
        models.requirements.relationship-accuracy=NaN  | models.requirements.relationship-accuracy must be between 0 and 1 (got NaN)
        models.constraints.max-latency=0 s             | models.constraints.max-latency must be
        models.constraints.max-memory=0 b              | models.constraints.max-memory must be
        models.constraints.throughput-target=-1        | models.constraints.throughput-target must
        models.selection=fixed, models.constraints.throughput-target=-1 | models.constraints.throughput-target must
        models.constraints.max-latenzy=1 s             | unknown key models.constraints.max-latenzy (command line); the nearest is models.constraints.max-latency
        models.entity=smollm_1_7b                      | models that are not installed: {models.entity=smollm_1_7b}
        models.entity=smollm_9b                        | models that are not installed: {models.entity=smollm_9b}
        models.entity=knowstream-embedding             | models.entity cannot be knowstream-embedding (kind encoder for embedding); it can be knowstream-entities, smollm2_135m,
        models.relationship=bert-base-ner              | models.relationship cannot be bert-base-ner (kind encoder for entities); it can be knowstream-relations, smollm2_135m,
        models.analysis=knowstream-entities            | models.analysis cannot be knowstream-entities (kind encoder for entities); it can be
        models.embedding=smollm2_135m                  | models.embedding cannot be smollm2_135m (kind causal-lm); it can be knowstream-embedding, all-minilm-l6-v2,
        """)
    void saysWhatIsWrongAndWhatIsAllowed(String settings, String message) {
        assertThatThrownBy(() -> load(settings))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageStartingWith(message);
    }
}
