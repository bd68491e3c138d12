package io.knowstream.index;

import io.knowstream.graph.GraphChange;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.util.IOUtils;

/** All shards of an index, their gatherer and their publisher, in one thread and without Flink. */
final class TestingWriters implements AutoCloseable {

    final SegmentStore store;
    final ManifestLog log;
    private final ShardRouting routing;
    private final ShardGatherer gatherer;
    private final FileCollector collector;
    private final List<ShardWriter> writers = new ArrayList<>();

    private TestingWriters(Path index, Path work, int shards, IndexManifest from) throws IOException {
        IndexConfig config = new IndexConfig(index.toString(), shards, 2, 7, 1 << 20, null);
        store = SegmentStore.at(config.path());
        log = ManifestLog.open(store, config.path(), shards);
        routing = new ShardRouting(shards, 128, key -> key % 128);
        Claims claims = new Claims(store, log);
        gatherer = from == null ? ShardGatherer.fresh(log, claims) : ShardGatherer.restored(log, claims, from);
        collector = new FileCollector(store, log, config.retainedManifests());
        for (int shard = 0; shard < shards; shard++) {
            ShardCommit commit = from == null ? null : from.shards().get(shard);
            writers.add(ShardWriter.open(store, config, shard, claims.claim("shard"), work, commit));
        }
    }

    static TestingWriters fresh(Path index, Path work, int shards) throws IOException {
        return new TestingWriters(index, work, shards, null);
    }

    static TestingWriters restored(Path index, Path work, IndexManifest from) throws IOException {
        return new TestingWriters(index, work, from.shards().size(), from);
    }

    void apply(List<GraphChange> changes) throws IOException {
        for (GraphChange change : changes) {
            writers.get(routing.shardOf(change.id())).apply(change);
        }
    }

    /** Commits all shards; the manifest is not published yet. */
    IndexManifest prepare(long checkpoint) throws IOException {
        for (ShardWriter writer : writers) {
            gatherer.add(writer.commit(checkpoint));
        }
        gatherer.seal();
        return gatherer.sealed();
    }

    ManifestLog.Outcome complete(IndexManifest manifest) throws IOException {
        ManifestLog.Outcome outcome = log.publish(manifest);
        collector.collect();
        return outcome;
    }

    IndexManifest checkpoint(long checkpoint) throws IOException {
        IndexManifest manifest = prepare(checkpoint);
        complete(manifest);
        return manifest;
    }

    @Override
    public void close() throws IOException {
        IOUtils.close(writers);
    }
}
