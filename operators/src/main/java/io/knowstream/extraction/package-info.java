/**
 * Extraction: the entities, relationships and embedding of one chunk.
 *
 * <p>{@link io.knowstream.extraction.Extractor} is plain code, one a thread, over models that all threads share;
 * {@link io.knowstream.extraction.ExtractionFunction} runs it on threads of its own inside Flink's asynchronous
 * operator. What a chunk gives depends on its text, its context, the models and the configuration, which its
 * fingerprint covers, and on nothing else. This package imports graph, inference and metrics.
 */
package io.knowstream.extraction;
