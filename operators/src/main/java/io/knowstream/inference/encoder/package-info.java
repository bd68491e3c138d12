/**
 * Encoders: models that read a text once.
 *
 * <p>A text becomes {@link io.knowstream.inference.encoder.Tokens} and then {@link
 * io.knowstream.inference.encoder.TokenFeatures}, by exactly the rules of the training code. {@link
 * io.knowstream.inference.encoder.TokenClassifier}, {@link io.knowstream.inference.encoder.RelationClassifier} and {@link
 * io.knowstream.inference.encoder.SentenceEmbedder} each hold one ONNX session with one thread, which any number of
 * threads call concurrently, one text a call and without padding: the fastest way for encoders on a CPU, and the output
 * of a text depends on no other.
 *
 * <p>Models are safe for use by any thread; a {@code TokenFeatures} belongs to one. Imports pool and catalogue.
 */
package io.knowstream.inference.encoder;
