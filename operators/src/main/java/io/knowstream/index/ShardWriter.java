package io.knowstream.index;

import io.knowstream.graph.GraphChange;
import io.knowstream.graph.GraphChange.Kind;
import io.knowstream.graph.GraphChange.Op;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.util.IOUtils;

/**
 * Writes the records of one shard.
 *
 * <p>Changes of entities, links and relationships wait in memory, the last of each id, and are written when a checkpoint
 * comes or when too many wait: an entity that a hundred documents name between two checkpoints is written once. Chunks and
 * documents change seldom and may be large: they are written as they come. Used by one thread.
 */
final class ShardWriter implements Closeable {

    /** The folder of all shards in the store. */
    static final String SEGMENTS = "segments";

    private final SegmentStore store;
    private final int shard;
    private final long attempt;
    private final int most;
    private final Path local;
    private final Map<Kind, KindWriter> writers = new EnumMap<>(Kind.class);
    private final Map<Kind, Map<String, GraphChange>> waiting = new EnumMap<>(Kind.class);
    private int waitingCount;
    private long version;
    private List<StoredFile> files;

    private ShardWriter(SegmentStore store, int shard, long attempt, int most, Path local, ShardCommit from) {
        this.store = store;
        this.shard = shard;
        this.attempt = attempt;
        this.most = most;
        this.local = local;
        this.version = from == null ? 0 : from.version();
        this.files = from == null ? List.of() : from.files();
        waiting.put(Kind.ENTITY, new LinkedHashMap<>());
        waiting.put(Kind.LINK, new LinkedHashMap<>());
        waiting.put(Kind.RELATIONSHIP, new LinkedHashMap<>());
    }

    /**
     * Opens a shard.
     *
     * @param attempt a claim of its own
     * @param work local directory in which the shard makes one for itself
     * @param from the commit to go on from; null for an empty shard
     */
    static ShardWriter open(
            SegmentStore store, IndexConfig config, int shard, long attempt, Path work, ShardCommit from)
            throws IOException {
        Files.createDirectories(work);
        Path local = Files.createTempDirectory(work, "shard-" + shard + "-");
        ShardWriter opened = new ShardWriter(store, shard, attempt, config.bufferedChanges(), local, from);
        try {
            for (Kind kind : Kinds.SORTED) {
                String name = Kinds.name(kind);
                List<StoredFile> files = opened.files.stream()
                        .filter(file -> file.kind().equals(name))
                        .toList();
                opened.writers.put(kind, KindWriter.open(store, name, local.resolve(name), files, config));
            }
            return opened;
        } catch (DamagedIndexException e) {
            IOUtils.closeWhileHandlingException(opened);
            throw new DamagedIndexException(
                    e.file(),
                    "shard " + shard + " of the index at " + config.path()
                            + " cannot be opened as it was at checkpoint "
                            + from.checkpoint() + ": " + e.getMessage() + DamagedIndexException.WAYS_OUT,
                    e);
        } catch (IOException | RuntimeException e) {
            IOUtils.closeWhileHandlingException(opened);
            throw e;
        }
    }

    /** Opens a shard that is empty, and whose commits are newer than {@code from}, or first where that is null. */
    static ShardWriter rebuild(
            SegmentStore store, IndexConfig config, int shard, long attempt, Path work, ShardCommit from)
            throws IOException {
        ShardCommit emptied = from == null
                ? null
                : new ShardCommit(shard, from.attempt(), from.checkpoint(), from.version(), List.of());
        return open(store, config, shard, attempt, work, emptied);
    }

    /** Takes a change; of one id the last one counts. */
    void apply(GraphChange change) throws IOException {
        Map<String, GraphChange> last = waiting.get(change.kind());
        if (last == null) {
            write(change);
        } else if (last.put(change.id(), change) == null && ++waitingCount >= most) {
            drain();
        }
    }

    /**
     * Brings what was taken so far into the form that answers fastest; for the end of the input. A job that is stopped with
     * {@code --drain} pays for it too.
     */
    void settle() throws IOException {
        drain();
        for (KindWriter writer : writers.values()) {
            writer.settle();
        }
    }

    /** Makes everything taken so far durable and published; readers see it once a manifest lists it. */
    ShardCommit commit(long checkpoint) throws IOException {
        drain();
        String folder =
                String.join("/", SEGMENTS, Integer.toString(shard), Long.toString(attempt), Long.toString(checkpoint));
        Map<StoredFile, Path> fresh = new LinkedHashMap<>();
        Map<Kind, List<StoredFile>> committed = new EnumMap<>(Kind.class);
        for (Kind kind : Kinds.SORTED) {
            committed.put(kind, writers.get(kind).commit(folder, fresh));
        }
        if (!fresh.isEmpty()) {
            store.publish(fresh);
        }
        List<StoredFile> now = new ArrayList<>();
        for (Kind kind : Kinds.SORTED) {
            writers.get(kind).published(committed.get(kind));
            now.addAll(committed.get(kind));
        }
        if (!now.equals(files)) {
            files = List.copyOf(now);
            version++;
        }
        return new ShardCommit(shard, attempt, checkpoint, version, files);
    }

    private void drain() throws IOException {
        for (Map<String, GraphChange> last : waiting.values()) {
            for (GraphChange change : last.values()) {
                write(change);
            }
            last.clear();
        }
        waitingCount = 0;
    }

    private void write(GraphChange change) throws IOException {
        KindWriter writer = writers.get(change.kind());
        if (change.op() == Op.UPSERT) {
            writer.upsert(change.id(), Fields.of(change));
        } else {
            writer.delete(change.id());
        }
    }

    /** An interrupt, as cancelled tasks get, waits until it is done: Lucene would leave its files behind. */
    @Override
    public void close() throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            IOUtils.close(writers.values());
        } finally {
            IOUtils.rm(local);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
