/**
 * The catalogue: which models there are, where the files of those that are installed lie, how others come there, and
 * which of them are chosen.
 *
 * <p>{@link io.knowstream.inference.catalogue.ModelCatalogue} and what it hands out is immutable and safe for use by any
 * thread; a source of models belongs to one. What comes from a source is trusted in nothing: names stay inside the
 * model's directory, bytes have to be as many as declared and to hash to what was declared. Imports nothing of the
 * project but how a model fails.
 */
package io.knowstream.inference.catalogue;
