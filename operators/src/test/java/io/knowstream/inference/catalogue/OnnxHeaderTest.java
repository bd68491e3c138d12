package io.knowstream.inference.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxHeaderTest {

    @TempDir
    private Path directory;

    @Test
    void readsTheBuiltInModels() throws IOException {
        for (String name : ModelCatalogue.builtIn().names()) {
            try (InputStream in = getClass().getResourceAsStream("/io/knowstream/models/" + name + "/model.onnx")) {
                OnnxHeader header = read(in.readAllBytes());
                assertThat(header.irVersion()).isBetween(3L, 20L);
                assertThat(header.nodes()).isPositive();
                assertThat(header.externalData()).isEmpty();
            }
        }
    }

    @Test
    void stepsOverWeightsOfAnySize() throws IOException {
        for (int bytes : new int[] {0, 1, 8190, 8192, 100_000}) {
            assertThat(read(TestingOnnx.inline(bytes, bytes)).nodes()).isEqualTo(1);
        }
    }

    @Test
    void findsWhereExternalWeightsLie() throws IOException {
        assertThat(read(TestingOnnx.external("model.onnx_data")).externalData()).containsExactly("model.onnx_data");
    }

    @Test
    void refusesWhatIsNoModel() throws IOException {
        byte[] model = TestingOnnx.inline(1000, 1);
        assertRefused("", new byte[0]);
        assertRefused("is no ONNX model", "<html>not found</html>".getBytes("UTF-8"));
        assertRefused("ends beyond the file", Arrays.copyOf(model, model.length / 2));
        assertRefused("it has no graph", new byte[] {8, 8});
        byte[] deep = new byte[0];
        for (int i = 0; i < 50; i++) {
            deep = TestingOnnx.field(6, TestingOnnx.field(1, TestingOnnx.field(5, deep)));
        }
        assertRefused(
                "nested deeper",
                TestingOnnx.concat(
                        new byte[] {8, 8}, TestingOnnx.field(7, TestingOnnx.field(1, TestingOnnx.field(5, deep)))));
    }

    @Test
    void neverFailsOtherwiseOnRandomBytes() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        byte[] model = TestingOnnx.external("model.onnx_data");
        for (int round = 0; round < 2000; round++) {
            byte[] mutated = model.clone();
            for (int i = 0; i <= random.nextInt(4); i++) {
                mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
            }
            try {
                read(mutated);
            } catch (OnnxHeader.NoOnnxException e) {
                assertThat(e).as("seed %d", seed).hasMessageContaining("is no ONNX model");
            }
        }
    }

    private void assertRefused(String why, byte[] bytes) {
        assertThatThrownBy(() -> read(bytes))
                .isInstanceOf(OnnxHeader.NoOnnxException.class)
                .hasMessageContaining(why);
    }

    private OnnxHeader read(byte[] bytes) throws IOException {
        return OnnxHeader.read(Files.write(directory.resolve("model.onnx"), bytes));
    }
}
