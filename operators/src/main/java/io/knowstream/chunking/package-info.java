/**
 * From an admitted document to the chunks that must be extracted: global context, sentence and semantic boundaries,
 * manifests, and the fan-out of new chunks.
 *
 * <p>The plain code ({@code Chunker}, {@code SentenceBoundaries}, {@code GlobalContextAnalyzer}, {@code ChunkPlan}) is
 * immutable and safe for use by any thread. {@link io.knowstream.chunking.PreparationFunction} runs it on threads of its
 * own; {@link io.knowstream.chunking.ChunkingOperator} lives on its task's thread alone. This package imports
 * {@code graph}, {@code inference} and {@code metrics} only.
 */
package io.knowstream.chunking;
