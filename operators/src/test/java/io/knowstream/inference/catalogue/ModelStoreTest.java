package io.knowstream.inference.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.knowstream.inference.ModelException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models from a directory at hand, checked and removed. */
class ModelStoreTest {

    private static final String OWN =
            """
            models:
              m:
                kind: causal-lm
                repository: owner/model
                quantizations:
                  q4: {file: onnx/model_q4.onnx}
              elsewhere:
                kind: encoder
                directory: /srv/elsewhere
            """;

    @TempDir
    private Path root;

    private Path from;
    private Path models;
    private ModelCatalogue catalogue;
    private ModelStore store;

    @BeforeEach
    void offers() throws IOException {
        from = root.resolve("from");
        models = root.resolve("models");
        catalogue = ModelCatalogue.of(new CatalogueConfig(models.toString(), OWN));
        store = new ModelStore(catalogue);
        lay(from.resolve("owner/model"));
    }

    private static void lay(Path directory) throws IOException {
        Files.createDirectories(directory.resolve("onnx"));
        Files.writeString(directory.resolve("config.json"), "{\"model_type\": \"llama\"}");
        Files.writeString(directory.resolve("tokenizer.json"), "{\"model\": {}}");
        Files.writeString(directory.resolve("notes.txt"), "not needed");
        Files.write(directory.resolve("onnx/model_q4.onnx"), TestingOnnx.inline(10_000, 1));
    }

    @Test
    void aStandInIsWholeOrNotThere() throws Exception {
        assertThatThrownBy(() -> store.standIn("m", folder -> {
                    lay(folder);
                    throw new IOException("the disk is full");
                }))
                .hasMessage("the disk is full");
        assertThat(models.resolve("m")).doesNotExist();
        assertThat(store.remove("m")).isGreaterThan(10_000);
        assertThat(store.standIn("m", ModelStoreTest::lay)).isTrue();
        assertThat(catalogue.isInstalled("m")).isTrue();
        assertThat(catalogue.isStandIn("m")).isTrue();
        assertThat(store.standIn("m", ModelStoreTest::lay)).isFalse();
    }

    @Test
    void aPullTakesTheStandInsPlaceAndAStandInNobodys() throws Exception {
        store.standIn("m", ModelStoreTest::lay);
        assertThat(pull(from).wasInstalled()).isFalse();
        assertThat(catalogue.isStandIn("m")).isFalse();
        assertThatThrownBy(() -> store.standIn("m", ModelStoreTest::lay))
                .isInstanceOf(ModelException.class)
                .hasMessage(models.resolve("m") + " exists; 'models remove m' removes it");
        assertThatThrownBy(() -> store.standIn("elsewhere", ModelStoreTest::lay))
                .hasMessageContaining("lies in a directory of its own");
        assertThatThrownBy(() -> store.standIn("knowstream-entities", ModelStoreTest::lay))
                .hasMessageContaining("is built in");
    }

    @Test
    void aStandInElsewhereIsNotPulledAsAModel() throws Exception {
        Files.createFile(from.resolve("owner/model").resolve(ModelStore.STAND_IN));
        assertThatThrownBy(() -> pull(from))
                .isInstanceOf(ModelException.class)
                .hasMessage("model m in " + from.resolve("owner/model") + " is a stand-in with random weights");
    }

    @Test
    void installsFromADirectoryOfRepositoriesOfNamesOrOfTheModelItself() throws Exception {
        for (String place : new String[] {"from", "from/owner/model"}) {
            PulledModel pulled = pull(root.resolve(place));
            assertThat(pulled.wasInstalled()).as(place).isFalse();
            assertThat(models.resolve("m/onnx/model_q4.onnx"))
                    .hasSameBinaryContentAs(from.resolve("owner/model/onnx/model_q4.onnx"));
            assertThat(models.resolve("m/notes.txt")).doesNotExist();
            assertThat(store.check("m")).isEmpty();
            assertThat(pull(root.resolve(place)).wasInstalled()).isTrue();
            store.remove("m");
        }
        Files.move(from.resolve("owner/model"), from.resolve("m"));
        assertThat(pull(from).wasInstalled()).isFalse();
    }

    @Test
    void checksACopiedModelAgainstWhatItsHubDeclaredOnce() throws Exception {
        pull(from);
        Path copy = root.resolve("copy");
        Files.move(models.resolve("m"), Files.createDirectories(copy).resolve("m"));
        Files.writeString(copy.resolve("m/tokenizer.json"), "{\"model\": []}");
        assertThatThrownBy(() -> pull(copy))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("tokenizer.json from " + copy.resolve("m") + " is not what was declared");
        assertThat(models.resolve("m")).doesNotExist();
    }

    @Test
    void saysWhatADirectoryDoesNotHave() throws IOException {
        assertThatThrownBy(() -> pull(root.resolve("empty")))
                .hasMessageContaining("model m is not in " + root.resolve("empty") + ": there is no config.json in ");
        Files.delete(from.resolve("owner/model/tokenizer.json"));
        assertThatThrownBy(() -> pull(from)).hasMessageContaining("has no tokenizer.json");
        assertThat(models.resolve("m")).doesNotExist();
    }

    @Test
    void findsEveryFault() throws Exception {
        Path model = models.resolve("m");
        assertThat(store.check("m")).containsExactly("there is no directory " + model);
        lay(model);
        assertThat(store.check("m")).isEmpty();
        Files.delete(model.resolve("tokenizer.json"));
        assertThat(store.check("m")).containsExactly("there is no tokenizer.json");
        Files.writeString(model.resolve("tokenizer.json"), "{");
        assertThat(store.check("m")).singleElement().asString().startsWith("tokenizer.json is no JSON at line 1");
        Files.writeString(model.resolve("tokenizer.json"), "{}");
        assertThat(store.check("m")).containsExactly("tokenizer.json holds no 'model'");
        lay(model);
        Files.writeString(model.resolve("config.json"), "[]");
        assertThat(store.check("m")).containsExactly("config.json holds no settings");
        lay(model);
        Files.writeString(model.resolve("onnx/model_q4.onnx"), "version https://git-lfs.github.com/spec/v1");
        assertThat(store.check("m")).singleElement().asString().contains("is no ONNX model");
        Files.write(model.resolve("onnx/model_q4.onnx"), TestingOnnx.external("model.data"));
        assertThat(store.check("m"))
                .containsExactly("there is no onnx/model.data, which holds weights of onnx/model_q4.onnx");
        Files.delete(model.resolve("onnx/model_q4.onnx"));
        assertThat(store.check("m")).singleElement().asString().contains("there is no *.onnx");
        for (String builtIn : ModelCatalogue.builtIn().names()) {
            assertThat(store.check(builtIn)).isEmpty();
        }
    }

    @Test
    void findsThatAPulledFileIsChangedThoughItIsOfTheSameSize() throws Exception {
        pull(from);
        Path weights = models.resolve("m/onnx/model_q4.onnx");
        byte[] bytes = Files.readAllBytes(weights);
        bytes[5000]++;
        Files.write(weights, bytes);
        assertThat(store.check("m"))
                .singleElement()
                .asString()
                .startsWith("onnx/model_q4.onnx is changed: its sha256 is ");
        Files.writeString(models.resolve("m/" + PullRecord.FILE), "{\"files\": [{\"path\": \"../../x\"}]}");
        assertThat(store.check("m")).singleElement().asString().contains("is damaged");
    }

    @Test
    void leavesAloneWhatWasPutThereByHand() throws Exception {
        lay(models.resolve("m"));
        PulledModel there = pull(from);
        assertThat(there.wasInstalled()).isTrue();
        assertThat(there.origin()).isEqualTo("put there by hand");
        Files.delete(models.resolve("m/config.json"));
        assertThatThrownBy(() -> pull(from))
                .hasMessageContaining("there is a directory " + models.resolve("m") + " that was not pulled");
        assertThat(models.resolve("m/notes.txt")).exists();
    }

    @Test
    void removesWhatLiesInTheModelsDirectoryAndNothingElse() throws Exception {
        Path precious = Files.writeString(root.resolve("precious"), "12345678");
        pull(from);
        Files.createSymbolicLink(models.resolve("m/link"), precious);
        long bytes = store.size("m");
        assertThat(store.remove("m")).isBetween(10_000L, bytes);
        assertThat(models.resolve("m")).doesNotExist();
        assertThat(precious).hasContent("12345678");

        Files.createSymbolicLink(models.resolve("m"), from.resolve("owner/model"));
        assertThat(catalogue.isInstalled("m")).isTrue();
        assertThat(store.remove("m")).isZero();
        assertThat(from.resolve("owner/model/config.json")).exists();

        assertThatThrownBy(() -> store.remove("m")).hasMessage("model m is not installed in " + models);
        assertThatThrownBy(() -> store.remove("knowstream-entities"))
                .hasMessage("model knowstream-entities is built in: it cannot be removed");
        assertThatThrownBy(() -> store.remove("elsewhere")).hasMessageContaining("which is left alone");
        assertThatThrownBy(() -> store.remove("../from")).hasMessageContaining("there is no model ../from");
    }

    @Test
    void keepsOutOfTheWayOfAnotherProcess() throws Exception {
        Files.createDirectories(models);
        try (FileChannel channel = FileChannel.open(
                        models.resolve(".lock-m"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = channel.lock()) {
            assertThat(held.isValid()).isTrue();
            assertThatThrownBy(() -> pull(from)).hasMessageContaining("by another process");
        }
        assertThat(pull(from).wasInstalled()).isFalse();
    }

    private PulledModel pull(Path source) throws IOException, InterruptedException {
        return store.pull("m", null, new OfflineModels(source), p -> {});
    }
}
