/**
 * Models: the catalogue that finds them, the pool that lends them inside a memory budget, and what runs them.
 *
 * <p>A text becomes {@link io.knowstream.inference.Tokens} and then {@link io.knowstream.inference.TokenFeatures}, by
 * exactly the rules of the training code. {@link io.knowstream.inference.TokenClassifier},
 * {@link io.knowstream.inference.RelationClassifier} and {@link io.knowstream.inference.SentenceEmbedder} each hold one
 * ONNX session with one thread, which any number of threads call concurrently, one text a call and without padding:
 * the fastest way for encoders on a CPU, and the output of a text depends on no other.
 *
 * <p>Models, pool and catalogue are safe for use by any thread; a {@code TokenFeatures} belongs to one. This package
 * imports no Flink and of the project only the metrics.
 */
package io.knowstream.inference;
