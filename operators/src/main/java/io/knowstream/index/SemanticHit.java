package io.knowstream.index;

import io.knowstream.graph.Entity;
import io.knowstream.graph.IndexedChunk;
import java.util.List;

/**
 * A chunk that answers a question.
 *
 * @param chunk with its document and place; without its embedding
 * @param score the fused score; higher is better
 * @param vectorRank its rank among the nearest vectors, from 1; 0 where it is not among them
 * @param textRank its rank among the best matching texts, from 1; 0 where it is not among them
 * @param entities the entities that it mentions, in text order
 */
public record SemanticHit(IndexedChunk chunk, double score, int vectorRank, int textRank, List<Entity> entities) {}
