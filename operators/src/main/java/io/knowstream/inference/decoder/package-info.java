/**
 * Causal language models, run token by token inside a {@link io.knowstream.inference.decoder.Grammar}. Imports pool and
 * catalogue.
 */
package io.knowstream.inference.decoder;
