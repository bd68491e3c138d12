package io.knowstream.resolution;

import io.knowstream.graph.Chunk;
import io.knowstream.graph.ChunkResult;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What a chunk's result goes by in state: the chunk and the fingerprint of its extraction, which decide what is in it. */
final class ResultKeys {

    private ResultKeys() {}

    static String of(Chunk chunk) {
        return chunk.id() + chunk.fingerprint();
    }

    static String of(ChunkResult result) {
        return result.chunkId() + result.fingerprint();
    }

    /** Those of chunks, in their order. */
    static Set<String> of(List<Chunk> chunks) {
        Set<String> keys = new LinkedHashSet<>();
        for (Chunk chunk : chunks) {
            keys.add(of(chunk));
        }
        return keys;
    }
}
