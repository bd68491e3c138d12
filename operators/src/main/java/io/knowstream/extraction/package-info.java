/**
 * Extraction: the entities, relationships and embedding of one chunk.
 *
 * <p>{@link io.knowstream.extraction.ExtractionFunction} hands chunks to a {@link io.knowstream.extraction.ChunkReader}.
 * Where encoders fill all roles, each chunk goes through an {@link io.knowstream.extraction.Extractor} on one thread;
 * where a language model fills one, {@link io.knowstream.extraction.StagedReader} takes it from stage to stage. What a
 * chunk gives depends on its text, its context, the models and the configuration, which its fingerprint covers, and on
 * nothing else. This package imports graph, inference and metrics.
 */
package io.knowstream.extraction;
