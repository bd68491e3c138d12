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

    private TestingWriters(SegmentStore store, String index, Path work, int shards, IndexManifest from)
            throws IOException {
        IndexConfig config = new IndexConfig(index, shards, 2, 7, 1 << 20, null);
        this.store = store;
        log = ManifestLog.open(store, config.path(), shards);
        routing = new ShardRouting(shards, 128, key -> key % 128);
        Claims claims = new Claims(store, log);
        gatherer = from == null ? ShardGatherer.fresh(log, claims) : ShardGatherer.restored(log, claims, from, false);
        collector = new FileCollector(store, log, config.retainedManifests());
        try {
            for (int shard = 0; shard < shards; shard++) {
                ShardCommit commit = from == null ? null : from.shards().get(shard);
                writers.add(ShardWriter.open(store, config, shard, claims.claim("shard"), work, commit));
            }
        } catch (IOException e) {
            IOUtils.closeWhileHandlingException(writers);
            throw e;
        }
    }

    static TestingWriters fresh(Path index, Path work, int shards) throws IOException {
        return at(index.toString(), work, shards, null);
    }

    static TestingWriters restored(Path index, Path work, IndexManifest from) throws IOException {
        return at(index.toString(), work, from.shards().size(), from);
    }

    /** At an {@code index.path}; {@code from} is null for a start without state. */
    static TestingWriters at(String index, Path work, int shards, IndexManifest from) throws IOException {
        return new TestingWriters(SegmentStore.at(index), index, work, shards, from);
    }

    /** At a place that watches what is done. */
    static TestingWriters at(SegmentStore store, String index, Path work, int shards, IndexManifest from)
            throws IOException {
        return new TestingWriters(store, index, work, shards, from);
    }

    void apply(List<GraphChange> changes) throws IOException {
        for (GraphChange change : changes) {
            writers.get(routing.shardOf(change.id())).apply(change);
        }
    }

    /** Makes one segment of each shard and kind, as the end of a bounded input does. */
    void settle() throws IOException {
        for (ShardWriter writer : writers) {
            writer.settle();
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

    /** Marks what a savepoint needs, as the shards do before they acknowledge it. */
    void mark(IndexManifest manifest) throws IOException {
        for (ShardCommit commit : manifest.shards()) {
            new SavepointMarkers(store)
                    .write(new SavepointMarkers.Marker(
                            SavepointMarkers.Marker.FORMAT,
                            "job",
                            manifest.checkpoint(),
                            1_000 * manifest.checkpoint(),
                            manifest.shards().size(),
                            commit));
        }
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
