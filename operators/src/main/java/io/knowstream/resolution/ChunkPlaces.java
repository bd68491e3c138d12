package io.knowstream.resolution;

import io.knowstream.graph.Chunk;
import io.knowstream.graph.Mention;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/** Finds the chunks of a document that a mention lies in, in logarithmic time. */
final class ChunkPlaces {

    private final List<Chunk> chunks;

    /** @param chunks in text order: no start is before an earlier one's, and no end either */
    ChunkPlaces(List<Chunk> chunks) {
        this.chunks = chunks;
    }

    /** The numbers of the chunks that a mention lies in whole, in text order; several where chunks overlap. */
    IntStream of(Mention mention) {
        return IntStream.range(first(Chunk::end, mention.end()), first(Chunk::start, mention.start() + 1));
    }

    /** The first chunk whose {@code bound} is at least {@code place}; the number of chunks where there is none. */
    private int first(ToIntFunction<Chunk> bound, int place) {
        int low = 0;
        int high = chunks.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (bound.applyAsInt(chunks.get(middle)) < place) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
