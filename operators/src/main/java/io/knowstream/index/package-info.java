/**
 * The indices: what the graph is now, on disk and searchable.
 *
 * <p>Changes are routed to a fixed number of shards. A {@link io.knowstream.index.ShardWriter} keeps one Lucene index
 * for each kind of record of its shard and, with every checkpoint, publishes the new files once, under names that no
 * other attempt uses. The files of all shards at one checkpoint make a {@linkplain io.knowstream.index.IndexManifest
 * manifest}; manifests are numbered without gaps and the next one is created by compare-and-set, only after its
 * checkpoint has completed. A {@link io.knowstream.index.GraphReader} sees published manifests and nothing else.
 *
 * <p>Layout under {@code index.path}: {@code index.json} (what never changes), {@code claims/} (numbers of attempts),
 * {@code segments/<shard>/<attempt>/<checkpoint>/} (Lucene files, written once) and {@code manifests/}.
 *
 * <p>Writers are used by one thread; readers are safe for use by many. May import {@code graph} and {@code metrics}.
 */
package io.knowstream.index;
