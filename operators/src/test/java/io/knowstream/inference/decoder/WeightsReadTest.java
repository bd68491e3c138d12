package io.knowstream.inference.decoder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightsReadTest {

    private static final RandomDecoder.Size SIZE = RandomDecoder.Size.TINY;
    /** The matrices of a layer, and that of the vocabulary. */
    private static final long MATRICES = SIZE.layers
                    * ((long) SIZE.hidden * (SIZE.hidden + 2 * SIZE.kvHidden())
                            + (long) SIZE.hidden * SIZE.hidden
                            + 3L * SIZE.hidden * SIZE.inner)
            + (long) SIZE.hidden * SIZE.vocabulary;

    private static final long NORM = SIZE.hidden * (long) Float.BYTES;

    @TempDir
    private Path folder;

    @Test
    void countsHalfAByteAndAShareOfAScaleForEachWeightOfFourBits() throws IOException {
        long constants = read(RandomDecoder.Weights.FOUR_BITS) - NORM - MATRICES / 2 - MATRICES / 64 * Float.BYTES;
        assertThat(constants).isBetween(0L, 64L);
    }

    @Test
    void countsNoTableFromWhichRowsAreTaken() throws IOException {
        for (RandomDecoder.Weights weights :
                new RandomDecoder.Weights[] {RandomDecoder.Weights.FLOATS, RandomDecoder.Weights.FLOATS_PLAIN}) {
            long constants = read(weights) - NORM - MATRICES * Float.BYTES;
            assertThat(constants).as(weights.name()).isBetween(0L, 512L);
        }
    }

    private long read(RandomDecoder.Weights weights) throws IOException {
        Path file = new RandomDecoder(SIZE, weights, 1).write(folder.resolve(weights.name()), "model.onnx", null);
        return WeightsRead.bytes(new OnnxGraph(weights.name(), ByteBuffer.wrap(Files.readAllBytes(file))));
    }
}
