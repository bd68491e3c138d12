package io.knowstream.index;

import java.util.List;

/**
 * The files of one shard at one checkpoint. It is the shard's keyed state, so that a restore opens exactly these files
 * and a rescale moves shards and not records, and it is what the shard reports to the manifest.
 *
 * @param shard from 0
 * @param attempt the writer's {@linkplain Claims claim}
 * @param checkpoint the checkpoint that the files belong to
 * @param version grows by one whenever the files change
 * @param files all files of the shard's indices, by kind and name
 */
public record ShardCommit(int shard, long attempt, long checkpoint, long version, List<StoredFile> files) {}
