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
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
 * <p>State: results of the current chunks (about the size of their mentions plus 1.5 kB of embedding each), the manifest
 * with the text only while results are awaited, and a hash for each thing published; all of it leaves with the document,
 * but for the number of its last revision, which stays for the tombstone retention so that late results find no home.
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
    /** Revision of the manifest seen last. */
    private transient ValueState<Long> revision;
    /** Revision of a deleted document; expires. */
    private transient ValueState<Long> deleted;
    /** The manifest while its results are awaited. */
    private transient ValueState<Manifest> manifest;
    /** Keys of the results still awaited. */
    private transient MapState<String, Boolean> awaited;
    /** Results by {@link #key}. */
    private transient MapState<String, ChunkResult> results;
    /** Hash of everything published, by {@link Published#keys()}. */
    private transient MapState<String, String> published;

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
        revision = getRuntimeContext().getState(new ValueStateDescriptor<>("revision", Types.LONG));
        ValueStateDescriptor<Long> deletedRevision = new ValueStateDescriptor<>("deleted-revision", Types.LONG);
        deletedRevision.enableTimeToLive(StateTtlConfig.newBuilder(config.tombstoneRetention())
                .cleanupInRocksdbCompactFilter(1_000)
                .build());
        deleted = getRuntimeContext().getState(deletedRevision);
        manifest = getRuntimeContext().getState(new ValueStateDescriptor<>("manifest", Manifest.class));
        awaited = getRuntimeContext().getMapState(new MapStateDescriptor<>("awaited", Types.STRING, Types.BOOLEAN));
        results = getRuntimeContext().getMapState(new MapStateDescriptor<>("results", String.class, ChunkResult.class));
        published = getRuntimeContext().getMapState(new MapStateDescriptor<>("published", Types.STRING, Types.STRING));
    }

    @Override
    public void processElement1(Manifest next, Context context, Collector<GraphChange> out) throws Exception {
        if (next.revision() <= lastRevision()) {
            return;
        }
        awaited.clear();
        manifest.clear();
        Set<String> listed = new HashSet<>();
        for (Chunk chunk : next.chunks()) {
            listed.add(key(chunk));
        }
        purge(listed, next.revision());
        if (next.document() == null) {
            revision.clear();
            deleted.update(next.revision());
            publish(Published.nothing(context.getCurrentKey()), next.revision(), context, out);
            return;
        }
        deleted.clear();
        revision.update(next.revision());
        for (String key : listed) {
            if (!results.contains(key)) {
                awaited.put(key, true);
            }
        }
        if (awaited.isEmpty()) {
            complete(next, context, out);
        } else {
            manifest.update(next);
        }
    }

    @Override
    public void processElement2(ChunkResult result, Context context, Collector<GraphChange> out) throws Exception {
        String key = key(result);
        if (awaited.contains(key)) {
            results.put(key, result);
            awaited.remove(key);
            if (awaited.isEmpty()) {
                Manifest complete = manifest.value();
                manifest.clear();
                complete(complete, context, out);
            }
        } else if (result.revision() > lastRevision()) {
            // In place of an older one, which a manifest between the two may be about to purge.
            ChunkResult held = results.get(key);
            if (held == null || held.revision() < result.revision()) {
                results.put(key, result);
            }
        }
    }

    private long lastRevision() throws Exception {
        Long live = revision.value();
        Long gone = deleted.value();
        return Math.max(live == null ? 0 : live, gone == null ? 0 : gone);
    }

    /** Drops results that the new manifest does not list, unless they are for a manifest that is newer still. */
    private void purge(Set<String> listed, long newest) throws Exception {
        Iterator<Map.Entry<String, ChunkResult>> held = results.iterator();
        while (held.hasNext()) {
            Map.Entry<String, ChunkResult> result = held.next();
            if (!listed.contains(result.getKey()) && result.getValue().revision() <= newest) {
                held.remove();
            }
        }
        if (results.isEmpty()) {
            results.clear();
        }
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
        List<String> gone = new ArrayList<>();
        for (String key : published.keys()) {
            if (!now.keys().contains(key)) {
                gone.add(key);
            }
        }
        for (String key : gone) {
            published.remove(key);
            now.withdraw(key, revision, out::collect, contributions(context));
        }
        for (String key : now.keys()) {
            String hash = now.hash(key);
            if (!hash.equals(published.get(key))) {
                published.put(key, hash);
                now.upsert(key, revision, out::collect, contributions(context));
            }
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
