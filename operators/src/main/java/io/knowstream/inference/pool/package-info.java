/**
 * The model pool: lends models, each loaded once, inside a budget of bytes. It knows nothing of what a model is: the
 * loader is handed in. Everything here is safe for use by any thread. Imports the metrics.
 */
package io.knowstream.inference.pool;
