/**
 * The indices: what the graph is now, on disk and searchable.
 *
 * <p>Changes are routed to a fixed number of shards. A {@link io.knowstream.index.ShardWriter} keeps one Lucene index
 * for each kind of record of its shard and, with every checkpoint, publishes the new files once, under names that no
 * other attempt uses. The files of all shards at one checkpoint make a {@linkplain io.knowstream.index.IndexManifest
 * manifest}, which is published only after its checkpoint has completed. Manifests are called after lineage, attempt and
 * checkpoint; the greatest name is what a {@link io.knowstream.index.GraphReader} sees, so that nothing an attempt
 * writes after it is superseded can ever be seen.
 *
 * <p>A reader may {@linkplain io.knowstream.index.GraphReader#adapt adapt} to what it is asked, by copies and a cache of its
 * own; what is published never depends on queries.
 *
 * <p>What reads a file checks it by all of its bytes first. Every single file that is missing, torn or changed is made
 * up for by another or leads to a {@link io.knowstream.index.DamagedIndexException} that names it.
 *
 * <p>Layout under {@code index.path}: {@code index.json} (what never changes), {@code claims/} (numbers of attempts),
 * {@code segments/<shard>/<attempt>/<checkpoint>/} (Lucene files, written once), {@code manifests/} (each of them twice),
 * {@code savepoints/<savepoint>/} (what a savepoint needs, a file for each shard) and {@code tmp/}.
 *
 * <p>Writers are used by one thread; readers are safe for use by many. May import {@code graph} and {@code metrics}.
 */
package io.knowstream.index;
