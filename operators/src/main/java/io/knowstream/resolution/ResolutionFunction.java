package io.knowstream.resolution;

import io.knowstream.graph.Chunk;
import io.knowstream.graph.ChunkResult;
import io.knowstream.graph.DocumentGraph;
import io.knowstream.graph.FailedDocument;
import io.knowstream.graph.GraphChange;
import io.knowstream.graph.Manifest;
import io.knowstream.metrics.Metric;
import io.knowstream.metrics.MetricGroupSink;
import io.knowstream.metrics.Recorder;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Keeps a document's part of the graph equal to its last complete revision, keyed by document.
 *
 * <p>A manifest says which chunks a revision has, results say what is in them; they come in any order and from several
 * revisions at once. A result is kept if the current manifest lists its chunk, or if its revision is newer than the
 * manifest seen (then the manifest that lists it, or purges it, is still to come); otherwise it is dropped. When a
 * revision is complete the document is resolved, and what differs from what it said before goes out: changes of the
 * document and its chunks on the main output, contributions to entities and relationships on side outputs, and on another
 * the document itself where a part of it can never be processed.
 *
 * <p>State: results of the current chunks (about the size of their mentions plus 1.5 kB of embedding each) and their keys,
 * the manifest with the text only while results are awaited, and a hash for each thing published; all of it leaves with
 * the document, but for the number of its last revision, which stays for the tombstone retention so that late results
 * find no home. No map is iterated: an iterator of RocksDB walks over what other documents have removed, and what is
 * awaited is removed again by every document.
 */
public final class ResolutionFunction extends KeyedCoProcessFunction<String, Manifest, ChunkResult, GraphChange> {

    static final OutputTag<EntityContribution> ENTITIES =
            new OutputTag<>("entity-contributions", TypeInformation.of(EntityContribution.class));
    static final OutputTag<RelationshipContribution> RELATIONSHIPS =
            new OutputTag<>("relationship-contributions", TypeInformation.of(RelationshipContribution.class));
    static final OutputTag<FailedDocument> FAILED =
            new OutputTag<>("failed-documents", TypeInformation.of(FailedDocument.class));

    private final ResolutionConfig config;

    private transient DocumentResolver resolver;
    private transient Recorder recorder;
    private transient ValueState<Progress> progress;
    /** Revision of a deleted document; expires. */
    private transient ValueState<Long> deleted;
    /** The manifest while its results are awaited. */
    private transient ValueState<Manifest> manifest;
    /** The {@link #key keys} of the manifest's chunks; of each a result is awaited or held. */
    private transient ValueState<List<String>> listed;
    /** Those of the results still awaited. */
    private transient MapState<String, Boolean> awaited;
    /** Results by {@link #key}. */
    private transient MapState<String, ChunkResult> results;
    /** The keys of results that are held though they are not listed, numbered from 0. */
    private transient MapState<Integer, String> early;
    /** Hash of everything published, by {@link Published#hashes()}. */
    private transient ValueState<Map<String, String>> published;

    ResolutionFunction(ResolutionConfig config) {
        this.config = config;
    }

    /**
     * What comes out.
     *
     * @param changes every change of the graph: of documents and chunks, of entities and of relationships
     * @param failed documents of which a part can never be processed, once for each such revision
     */
    public record Streams(DataStream<GraphChange> changes, DataStream<FailedDocument> failed) {}

    /** Adds resolution and the merges to a job. */
    public static Streams attach(
            DataStream<Manifest> manifests, DataStream<ChunkResult> results, ResolutionConfig config) {
        SingleOutputStreamOperator<GraphChange> documents = manifests
                .connect(results)
                .keyBy(Manifest::documentId, ChunkResult::documentId)
                .process(new ResolutionFunction(config))
                .uid("resolution")
                .name("resolution");
        DataStream<GraphChange> entities = documents
                .getSideOutput(ENTITIES)
                .keyBy(EntityContribution::entityId)
                .process(new EntityMergeFunction())
                .uid("entity-merge")
                .name("entity merge");
        DataStream<GraphChange> relationships = documents
                .getSideOutput(RELATIONSHIPS)
                .keyBy(RelationshipContribution::relationshipId)
                .process(new RelationshipMergeFunction())
                .uid("relationship-merge")
                .name("relationship merge");
        return new Streams(documents.union(entities, relationships), documents.getSideOutput(FAILED));
    }

    @Override
    public void open(OpenContext context) {
        resolver = new DocumentResolver(config.qualityValidation());
        recorder = new MetricGroupSink(
                getRuntimeContext().getMetricGroup(),
                Metric.DOCUMENTS_COMPLETED,
                Metric.DOCUMENTS_FLAGGED,
                Metric.DOCUMENT_QUALITY,
                Metric.RESOLUTION_LATENCY);
        progress = getRuntimeContext().getState(new ValueStateDescriptor<>("progress", Progress.class));
        ValueStateDescriptor<Long> deletedRevision = new ValueStateDescriptor<>("deleted-revision", Types.LONG);
        deletedRevision.enableTimeToLive(StateTtlConfig.newBuilder(config.tombstoneRetention())
                .cleanupInRocksdbCompactFilter(1_000)
                .build());
        deleted = getRuntimeContext().getState(deletedRevision);
        manifest = getRuntimeContext().getState(new ValueStateDescriptor<>("manifest", Manifest.class));
        listed = getRuntimeContext().getState(new ValueStateDescriptor<>("listed", Types.LIST(Types.STRING)));
        awaited = getRuntimeContext().getMapState(new MapStateDescriptor<>("awaited", Types.STRING, Types.BOOLEAN));
        results = getRuntimeContext().getMapState(new MapStateDescriptor<>("results", String.class, ChunkResult.class));
        early = getRuntimeContext().getMapState(new MapStateDescriptor<>("early", Types.INT, Types.STRING));
        published = getRuntimeContext()
                .getState(new ValueStateDescriptor<>("published", Types.MAP(Types.STRING, Types.STRING)));
    }

    @Override
    public void processElement1(Manifest next, Context context, Collector<GraphChange> out) throws Exception {
        Progress held = progress();
        if (next.revision() <= lastRevision(held)) {
            return;
        }
        Set<String> keys = new LinkedHashSet<>();
        for (Chunk chunk : next.chunks()) {
            keys.add(key(chunk));
        }
        List<String> before = listed.value() == null ? List.of() : listed.value();
        if (held.awaited() > 0) {
            manifest.clear();
            for (String key : before) {
                awaited.remove(key);
            }
        }
        int stillEarly = purge(before, held.early(), keys, next.revision());
        if (next.document() == null) {
            update(new Progress(0, 0, stillEarly));
            listed.clear();
            deleted.update(next.revision());
            publish(Published.nothing(context.getCurrentKey()), next.revision(), context, out);
            return;
        }
        deleted.clear();
        listed.update(List.copyOf(keys));
        int missing = 0;
        for (String key : keys) {
            if (!results.contains(key)) {
                awaited.put(key, true);
                missing++;
            }
        }
        update(new Progress(next.revision(), missing, stillEarly));
        if (missing == 0) {
            complete(next, context, out);
        } else {
            manifest.update(next);
        }
    }

    @Override
    public void processElement2(ChunkResult result, Context context, Collector<GraphChange> out) throws Exception {
        String key = key(result);
        Progress held = progress();
        if (held.awaited() > 0 && awaited.contains(key)) {
            results.put(key, result);
            awaited.remove(key);
            update(held.arrived());
            if (held.awaited() == 1) {
                Manifest complete = manifest.value();
                manifest.clear();
                complete(complete, context, out);
            }
        } else if (result.revision() > lastRevision(held)) {
            // In place of an older one, which a manifest between the two may be about to purge.
            ChunkResult older = results.get(key);
            if (older == null) {
                early.put(held.early(), key);
                update(held.oneMoreEarly());
            }
            if (older == null || older.revision() < result.revision()) {
                results.put(key, result);
            }
        }
    }

    private Progress progress() throws Exception {
        Progress held = progress.value();
        return held == null ? Progress.NONE : held;
    }

    private void update(Progress now) throws Exception {
        if (now.equals(Progress.NONE)) {
            progress.clear();
        } else {
            progress.update(now);
        }
    }

    private long lastRevision(Progress held) throws Exception {
        Long gone = deleted.value();
        return Math.max(held.revision(), gone == null ? 0 : gone);
    }

    /**
     * Drops results that the new manifest does not list, unless they are for a manifest that is newer still.
     *
     * @param before the keys of the manifest before
     * @param held how many keys are in {@link #early}
     * @return how many are now
     */
    private int purge(List<String> before, int held, Set<String> keys, long newest) throws Exception {
        Set<String> unlisted = new LinkedHashSet<>(before);
        for (int i = 0; i < held; i++) {
            unlisted.add(early.get(i));
        }
        unlisted.removeAll(keys);
        int kept = 0;
        for (String key : unlisted) {
            ChunkResult result = results.get(key);
            if (result != null && result.revision() > newest) {
                early.put(kept++, key);
            } else if (result != null) {
                results.remove(key);
            }
        }
        for (int i = kept; i < held; i++) {
            early.remove(i);
        }
        return kept;
    }

    private void complete(Manifest complete, Context context, Collector<GraphChange> out) throws Exception {
        long start = System.nanoTime();
        List<ChunkResult> ofChunks = new ArrayList<>(complete.chunks().size());
        for (Chunk chunk : complete.chunks()) {
            ofChunks.add(results.get(key(chunk)));
        }
        DocumentGraph graph = resolver.resolve(complete, ofChunks);
        publish(Published.of(graph, ofChunks), complete.revision(), context, out);
        Failures.of(complete, ofChunks).ifPresent(failed -> context.output(FAILED, failed));
        measure(graph);
        recorder.since(Metric.RESOLUTION_LATENCY, start);
    }

    private void measure(DocumentGraph graph) {
        recorder.count(Metric.DOCUMENTS_COMPLETED);
        boolean flagged = !graph.failures().isEmpty();
        if (graph.quality() != null) {
            recorder.record(Metric.DOCUMENT_QUALITY, graph.quality().overall());
            flagged |= graph.quality().flagged();
        }
        if (flagged) {
            recorder.count(Metric.DOCUMENTS_FLAGGED);
        }
    }

    /** Sends out what differs from what was published before. */
    private void publish(Published now, long revision, Context context, Collector<GraphChange> out) throws Exception {
        Map<String, String> before = published.value() == null ? Map.of() : published.value();
        if (before.equals(now.hashes())) {
            return;
        }
        Set<String> gone = new TreeSet<>(before.keySet());
        gone.removeAll(now.hashes().keySet());
        for (String key : gone) {
            now.withdraw(key, revision, out::collect, contributions(context));
        }
        for (Map.Entry<String, String> part : now.hashes().entrySet()) {
            if (!part.getValue().equals(before.get(part.getKey()))) {
                now.upsert(part.getKey(), revision, out::collect, contributions(context));
            }
        }
        if (now.hashes().isEmpty()) {
            published.clear();
        } else {
            published.update(now.hashes());
        }
    }

    private Published.Contributions contributions(Context context) {
        return new Published.Contributions() {
            @Override
            public void entity(EntityContribution contribution) {
                context.output(ENTITIES, contribution);
            }

            @Override
            public void relationship(RelationshipContribution contribution) {
                context.output(RELATIONSHIPS, contribution);
            }
        };
    }

    private static String key(Chunk chunk) {
        return chunk.id() + chunk.fingerprint();
    }

    private static String key(ChunkResult result) {
        return result.chunkId() + result.fingerprint();
    }
}
