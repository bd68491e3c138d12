package io.knowstream.index;

import io.knowstream.graph.GraphChange;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.lucene.util.IOUtils;

/** An index that a test fills, checkpoint by checkpoint, as a job would. Belongs to one thread. */
public final class PublishedGraph implements AutoCloseable {

    private final ManifestLog log;
    private final ShardGatherer gatherer;
    private final ShardWriter writer;
    private long checkpoint;

    private PublishedGraph(ManifestLog log, ShardGatherer gatherer, ShardWriter writer) {
        this.log = log;
        this.gatherer = gatherer;
        this.writer = writer;
    }

    /** Begins one of a single shard. */
    public static PublishedGraph at(Path index, Path work) throws IOException {
        IndexConfig config = IndexConfig.at(index.toString());
        SegmentStore store = SegmentStore.at(config.path());
        ManifestLog log = ManifestLog.open(store, config.path(), 1);
        Claims claims = new Claims(store, log);
        return new PublishedGraph(
                log,
                ShardGatherer.fresh(log, claims),
                ShardWriter.open(store, config, 0, claims.claim("shard 0"), work, null));
    }

    /** Publishes changes as the next checkpoint. */
    public void publish(List<GraphChange> changes) throws IOException {
        for (GraphChange change : changes) {
            writer.apply(change);
        }
        gatherer.add(writer.commit(++checkpoint));
        log.publish(gatherer.seal().orElseThrow());
    }

    @Override
    public void close() throws IOException {
        IOUtils.close(writer);
    }
}
