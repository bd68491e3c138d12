package io.knowstream.inference.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.knowstream.inference.ModelException;
import io.knowstream.inference.encoder.SentenceEmbedder;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelCatalogueTest {

    @TempDir
    Path directory;

    @Test
    void findsTheBuiltInModelsAndTellsThemApart() {
        ModelCatalogue catalogue = ModelCatalogue.builtIn();
        assertThat(catalogue.names().stream().map(name -> catalogue.find(name).fingerprint()))
                .hasSize(4)
                .doesNotHaveDuplicates()
                .allMatch(fingerprint -> fingerprint.matches("[0-9a-f]{64}"));
    }

    @Test
    void aDirectoryAddsAModelWhoseFingerprintCoversWeightsAndConfiguration() throws IOException {
        write("{\"max_tokens\": 12}", "weights");
        String before = find().fingerprint();
        assertThat(find().fingerprint()).isEqualTo(before);
        assertThat(find().number("max_tokens")).isEqualTo(12);

        write("{\"max_tokens\": 13}", "weights");
        String otherConfiguration = find().fingerprint();
        write("{\"max_tokens\": 12}", "other weights");

        assertThat(before).isNotEqualTo(otherConfiguration).isNotEqualTo(find().fingerprint());
    }

    @Test
    void saysWhatIsMissing() throws IOException {
        assertThatThrownBy(() -> ModelCatalogue.builtIn().find("smollm2_135m"))
                .isInstanceOf(ModelException.class)
                .hasMessage("model smollm2_135m is not installed (installed are [knowstream-entities,"
                        + " knowstream-relations, knowstream-syntax, knowstream-embedding])");
        assertThatThrownBy(this::find)
                .isInstanceOf(ModelException.class)
                .hasMessage("model mine cannot be read from " + directory);

        write("{\"max_tokens\": 1.5}", "weights");
        assertThatThrownBy(() -> find().number("max_tokens"))
                .hasMessage("model mine: max_tokens in config.json must be a whole number (got 1.5)");
        assertThatThrownBy(() -> find().number("buckets/word"))
                .hasMessage("model mine: config.json has no buckets/word");
    }

    @Test
    void weightsThatAreNoModelAreSaidToBeSo() throws IOException {
        write(
                "{\"max_words\":9,\"word_buckets\":1,\"prefix_buckets\":1,\"bigram_buckets\":1,\"prefix_length\":1}",
                "no");
        assertThatThrownBy(() -> SentenceEmbedder.of(find()).load())
                .isInstanceOf(ModelException.class)
                .hasMessage("model mine cannot be loaded into ONNX Runtime")
                .hasCauseInstanceOf(ai.onnxruntime.OrtException.class);
    }

    @Test
    void knowsTheModelsOfTheGuideAndTheirFacts() {
        ModelCatalogue shipped = ModelCatalogue.of(new CatalogueConfig(directory.toString(), ""));
        for (String name : List.of(
                "smollm2_135m",
                "smollm2_360m",
                "smollm_1_7b",
                "smollm_135m",
                "smollm_135m_instruct",
                "smollm_360m_instruct")) {
            ModelCard card = shipped.card(name);
            assertThat(card.kind()).isEqualTo(ModelKind.CAUSAL_LM);
            assertThat(card.prompt()).isEqualTo(name.endsWith("instruct") ? PromptStyle.INSTRUCT : PromptStyle.BASE);
            assertThat(card.roles()).containsExactly(ModelRole.ENTITY, ModelRole.RELATIONSHIP, ModelRole.ANALYSIS);
            assertThat(card.parameters())
                    .isEqualTo(
                            name.contains("135m")
                                    ? 135_000_000L
                                    : name.contains("360m") ? 360_000_000L : 1_700_000_000L);
            assertThat(card.guideMemory())
                    .isEqualTo(
                            name.contains("135m")
                                    ? 300_000_000L
                                    : name.contains("360m") ? 800_000_000L : 3_500_000_000L);
            assertThat(card.quantization(null))
                    .get()
                    .extracting(Quantization::file)
                    .isEqualTo("onnx/model_q4.onnx");
            assertThat(shipped.fault(name)).contains("it is not installed");
        }
        assertThat(shipped.installed())
                .extracting(ModelCard::name)
                .containsExactlyElementsOf(ModelCatalogue.builtIn().names());
        assertThat(shipped.card("smollm2_135m").pullRepository()).isEqualTo("onnx-community/SmolLM2-135M-ONNX");
        assertThat(shipped.card("bert-base-ner").roles()).containsExactly(ModelRole.ENTITY);
    }

    @Test
    void aFewLinesAddADirectoryOrGoOverAModel() throws IOException {
        write("{}", "weights");
        ModelCatalogue catalogue = ModelCatalogue.of(new CatalogueConfig(
                directory.getParent().toString(),
                "models:\n  mine:\n    kind: encoder\n    task: entities\n    directory: " + directory
                        + "\n  smollm2_135m: {revision: v1}\n  knowstream-entities: {directory: " + directory + "}\n"));
        assertThat(catalogue.isInstalled("mine")).isTrue();
        assertThat(catalogue.find("mine").onnxFile())
                .contains(directory.toRealPath().resolve("model.onnx"));
        assertThat(catalogue.card("smollm2_135m").revision()).isEqualTo("v1");
        assertThat(catalogue.card("smollm2_135m").parameters()).isEqualTo(135_000_000);
        assertThat(catalogue.directory("knowstream-entities")).contains(directory);
        assertThat(catalogue.unfit(ModelRole.EMBEDDING, "mine"))
                .get()
                .asString()
                .startsWith(
                        "models.embedding cannot be mine (kind encoder for entities); it can be knowstream-embedding");
        assertThat(catalogue.unfit(ModelRole.EMBEDDING, "smollm2_135m"))
                .get()
                .asString()
                .contains("(kind causal-lm)");
        assertThat(catalogue.unfit(ModelRole.ENTITY, "mine")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
        models: {Big: {kind: encoder}}                          | the name of a model must match
        models: {../x: {kind: encoder}}                         | the name of a model must match
        models: {a: {kind: decoder}}                            | model a: kind must be one of encoder, causal-lm (got decoder)
        models: {a: {}}                                         | model a: kind must be one of encoder, causal-lm (got null)
        models: {a: {kind: encoder, task: ner}}                 | model a: task must be one of entities, relationships, syntax, embedding
        models: {a: {kind: encoder, prompt: base}}              | prompt is for kind causal-lm only
        models: {a: {kind: causal-lm, task: entities}}          | task is for kind encoder only
        models: {a: {kind: encoder, repository: ../../etc}}     | repository must be owner/name
        models: {a: {kind: encoder, repository: 'a/b?c'}}       | repository must be owner/name
        models: {a: {kind: encoder, revision: ../x}}            | revision must be a branch, tag or commit
        models: {a: {kind: encoder, parameters: many}}          | model a: parameters must be a number such as 135M
        models: {a: {kind: encoder, colour: red}}               | has no field 'colour'
        models: {a: {kind: encoder, built-in: true}}            | has no field 'built-in'
        models: {a: {kind: encoder, quantizations: {q4: {file: ../x.onnx}}}}   | must be relative
        models: {a: {kind: encoder, quantizations: {q4: {file: /x.onnx}}}}     | must be relative
        models: {a: 3}                                          | must have fields
        models: [a]                                             | models by their names
        other: {}                                               | models by their names
        'models: {a'                                            | models.catalogue must hold
        models: {a: {kind: encoder}, a: {kind: encoder}}        | is no valid YAML
        """)
    void saysWhatIsWrongInTheUsersLines(String yaml, String message) {
        assertThatThrownBy(() -> ModelCatalogue.of(new CatalogueConfig("/nowhere", yaml)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aModelWithoutItsExternalDataIsNotInstalled() throws IOException {
        Files.writeString(directory.resolve("config.json"), "{}");
        Files.writeString(directory.resolve("tokenizer.json"), "{}");
        Files.write(directory.resolve("model.onnx"), TestingOnnx.external("w.data"));
        assertThat(causal("base").fault("lm")).contains("there is no w.data, which holds weights of model.onnx");
        assertThat(causal("base").installed()).noneMatch(card -> card.name().equals("lm"));
        Files.writeString(directory.resolve("w.data"), "123");
        assertThat(causal("base").installed()).anyMatch(card -> card.name().equals("lm"));
        assertThat(causal("base").weightBytes("lm")).isEqualTo(Files.size(directory.resolve("model.onnx")) + 3);
        Files.write(directory.resolve("model.onnx"), TestingOnnx.external("../../w.data"));
        assertThat(causal("base").fault("lm")).get().asString().startsWith("external data of model.onnx must be");
    }

    @Test
    void theFingerprintCoversTokenizerExternalDataAndPromptStyle() throws IOException {
        Files.writeString(directory.resolve("config.json"), "{}");
        Files.writeString(directory.resolve("tokenizer.json"), "{}");
        Files.write(directory.resolve("model.onnx"), TestingOnnx.external("w.data"));
        assertThatThrownBy(() -> causal("base").find("lm"))
                .isInstanceOf(ModelException.class)
                .hasRootCauseInstanceOf(NoSuchFileException.class);
        Files.writeString(directory.resolve("w.data"), "1");
        Set<String> fingerprints = new HashSet<>();
        fingerprints.add(causal("base").find("lm").fingerprint());
        assertThat(fingerprints).contains(causal("base").find("lm").fingerprint());
        fingerprints.add(causal("instruct").find("lm").fingerprint());
        Files.writeString(directory.resolve("w.data"), "2");
        fingerprints.add(causal("base").find("lm").fingerprint());
        Files.writeString(directory.resolve("tokenizer.json"), "[]");
        fingerprints.add(causal("base").find("lm").fingerprint());
        assertThat(fingerprints).hasSize(4);
        assertThat(causal("base").find("lm").modelBytes()).isEqualTo(Files.size(directory.resolve("model.onnx")) + 1);
        assertThat(causal("base").find("lm").requireTokenizer()).exists();
    }

    private ModelCatalogue causal(String prompt) {
        return ModelCatalogue.of(new CatalogueConfig(
                "/nowhere", "models: {lm: {kind: causal-lm, prompt: " + prompt + ", directory: " + directory + "}}"));
    }

    @Test
    void saysWhyAModelThatIsThereCannotBeUsed() throws IOException {
        ModelCatalogue catalogue = causal("base");
        assertThat(catalogue.fault("lm")).contains(directory + " has no config.json and no tokenizer.json");
        Files.writeString(directory.resolve("config.json"), "{}");
        Files.writeString(directory.resolve("tokenizer.json"), "{}");
        assertThat(catalogue.fault("lm")).get().asString().contains("there is no *.onnx in it");
        Files.writeString(directory.resolve("a.onnx"), "");
        assertThat(catalogue.fault("lm")).isEmpty();
        Files.writeString(directory.resolve("b.onnx"), "");
        assertThat(catalogue.fault("lm")).get().asString().contains("has several ONNX files: a.onnx, b.onnx");
    }

    @Test
    void followsNoLinkOutOfAModel() throws IOException {
        write("{}", "weights");
        Path outside = Files.writeString(Files.createTempFile("outside", ""), "{}");
        Files.delete(directory.resolve("config.json"));
        Files.createSymbolicLink(directory.resolve("config.json"), outside);
        assertThatThrownBy(this::find)
                .hasRootCauseMessage("file config.json of " + directory + " is a link to " + outside.toRealPath()
                        + ", outside of the model's directory");
        Files.delete(outside);
    }

    @Test
    void readsNoConfigurationThatFillsTheHeap() throws IOException {
        write("{}", "weights");
        try (RandomAccessFile sparse =
                new RandomAccessFile(directory.resolve("config.json").toFile(), "rw")) {
            sparse.setLength((16 << 20) + 1);
        }
        assertThatThrownBy(this::find)
                .hasRootCauseMessage(directory.toRealPath().resolve("config.json")
                        + " must have at most 16777216 bytes to be a configuration (got 16777217)");
    }

    @Test
    void theDefaultDirectoryFollowsTheXdgSpecification() {
        assertThat(CatalogueConfig.defaultDirectory(Map.of("XDG_DATA_HOME", "/data")))
                .isEqualTo(Path.of("/data/knowstream/models"));
        Path home = Path.of(System.getProperty("user.home"), ".local/share/knowstream/models");
        assertThat(CatalogueConfig.defaultDirectory(Map.of())).isEqualTo(home);
        assertThat(CatalogueConfig.defaultDirectory(Map.of("XDG_DATA_HOME", "relative")))
                .isEqualTo(home);
    }

    private ModelFiles find() {
        return ModelCatalogue.with(Map.of("mine", directory)).find("mine");
    }

    private void write(String config, String model) throws IOException {
        Files.writeString(directory.resolve("config.json"), config);
        Files.writeString(directory.resolve("model.onnx"), model);
    }
}
