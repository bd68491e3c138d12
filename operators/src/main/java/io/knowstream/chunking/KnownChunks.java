package io.knowstream.chunking;

import io.knowstream.graph.Chunk;
import java.util.List;

/**
 * The chunks of a document's current revision, waiting ones included.
 *
 * @param revision the document's revision
 * @param chunks in text order
 */
public record KnownChunks(long revision, List<Chunk> chunks) {}
