/** The catalogue: which models there are, and where the files of those that are installed lie. Immutable. */
package io.knowstream.inference.catalogue;
