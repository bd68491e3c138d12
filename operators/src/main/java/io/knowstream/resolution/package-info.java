/**
 * From mentions to the graph: deciding that mentions are one entity, and merging what documents say of it.
 *
 * <p>{@link io.knowstream.resolution.DocumentResolver} makes a document's graph from its chunks' extractions; {@link
 * io.knowstream.resolution.ResolutionFunction} keeps it equal to the document's last complete revision and sends what
 * changed on to the merges, each keyed by its entity or relationship. All arithmetic of the merges is order-free. May
 * import {@code graph} and {@code metrics}.
 */
package io.knowstream.resolution;
