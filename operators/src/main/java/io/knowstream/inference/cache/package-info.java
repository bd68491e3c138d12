/**
 * Keeps what models answered, bounded in bytes, by fingerprints of all that the answers depend on. Everything here is safe
 * for use by any thread. Imports the package above it.
 */
package io.knowstream.inference.cache;
