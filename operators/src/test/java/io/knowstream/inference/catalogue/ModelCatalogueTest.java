package io.knowstream.inference.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.knowstream.inference.ModelException;
import io.knowstream.inference.encoder.SentenceEmbedder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelCatalogueTest {

    @TempDir
    Path directory;

    @Test
    void findsTheBuiltInModelsAndTellsThemApart() {
        ModelCatalogue catalogue = ModelCatalogue.builtIn();
        assertThat(catalogue.names().stream().map(name -> catalogue.find(name).fingerprint()))
                .hasSize(3)
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
                        + " knowstream-relations, knowstream-embedding])");
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

    private ModelFiles find() {
        return ModelCatalogue.with(Map.of("mine", directory)).find("mine");
    }

    private void write(String config, String model) throws IOException {
        Files.writeString(directory.resolve("config.json"), config);
        Files.writeString(directory.resolve("model.onnx"), model);
    }
}
