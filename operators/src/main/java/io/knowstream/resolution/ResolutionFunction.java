package io.knowstream.resolution;

import io.knowstream.graph.ChunkResult;
import io.knowstream.graph.DocumentGraph;
import io.knowstream.graph.FailedDocument;
import io.knowstream.graph.GraphChange;
import io.knowstream.graph.Manifest;
import io.knowstream.graph.StorageStrategy;
import io.knowstream.metrics.MetricGroupSink;
import io.knowstream.metrics.Recorder;
import io.knowstream.metrics.Stage;
import io.knowstream.metrics.StageClock;
import io.knowstream.metrics.StageSampler;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
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
 * the manifest with the text only while results are awaited, a hash for each thing published, and the published revision's
 * manifest, compressed. Its results stay until another revision takes its place, so that all of it can be {@linkplain
 * #sendAgain sent again} at any time. State leaves with the document, but for the number of its last revision, which
 * stays for the tombstone retention so that late results find no home. No map is iterated: an iterator of RocksDB walks
 * over what other documents have removed, and what is awaited is removed again by every document.
 */
final class ResolutionFunction extends KeyedCoProcessFunction<String, Manifest, ChunkResult, GraphChange> {

    static final OutputTag<EntityContribution> ENTITIES =
            new OutputTag<>("entity-contributions", TypeInformation.of(EntityContribution.class));
    static final OutputTag<RelationshipContribution> RELATIONSHIPS =
            new OutputTag<>("relationship-contributions", TypeInformation.of(RelationshipContribution.class));
    static final OutputTag<FailedDocument> FAILED =
            new OutputTag<>("failed-documents", TypeInformation.of(FailedDocument.class));

    private final ResolutionConfig config;

    private transient DocumentResolver resolver;
    private transient ResolutionMetrics metrics;
    private transient StageSampler sampler;
    private transient HeldResultStore results;
    /** The manifest while its results are awaited. */
    private transient ValueState<Manifest> manifest;
    /** Hash of everything published, by {@link Published#hashes()}. */
    private transient ValueState<Map<String, String>> published;
    /** The {@link StoredManifest} of what is published; its results are held. */
    private transient ValueState<byte[]> publishedManifest;

    ResolutionFunction(ResolutionConfig config) {
        this.config = config;
    }

    @Override
    public void open(OpenContext context) {
        resolver = new DocumentResolver(config.qualityValidation());
        Recorder recorder = MetricGroupSink.open(getRuntimeContext().getMetricGroup(), ResolutionMetrics.RECORDED);
        sampler = StageSampler.of(getRuntimeContext().getGlobalJobParameters(), recorder);
        metrics = new ResolutionMetrics(recorder, sampler);
        results = new HeldResultStore(getRuntimeContext(), config.tombstoneRetention());
        manifest = getRuntimeContext().getState(new ValueStateDescriptor<>("manifest", Manifest.class));
        published = getRuntimeContext()
                .getState(new ValueStateDescriptor<>("published", Types.MAP(Types.STRING, Types.STRING)));
        publishedManifest = getRuntimeContext()
                .getState(new ValueStateDescriptor<>(
                        "published-manifest", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
    }

    @Override
    public void processElement1(Manifest next, Context context, Collector<GraphChange> out) throws Exception {
        Progress held = results.progress();
        if (next.revision() <= results.lastRevision(held)) {
            return;
        }
        if (held.awaited() > 0) {
            manifest.clear();
        }
        boolean complete = results.list(held, next, publishedKeys());
        if (next.document() == null) {
            publishedManifest.clear();
            Published nothing = Published.nothing(context.getCurrentKey());
            publish(nothing, next.revision(), false, out::collect, contributions(context));
        } else if (complete) {
            complete(next, context, out);
        } else {
            manifest.update(next);
        }
    }

    @Override
    public void processElement2(ChunkResult result, Context context, Collector<GraphChange> out) throws Exception {
        if (results.take(result)) {
            Manifest complete = manifest.value();
            manifest.clear();
            complete(complete, context, out);
        }
    }

    private Set<String> publishedKeys() throws Exception {
        byte[] held = publishedManifest.value();
        return held == null ? Set.of() : ResultKeys.of(StoredManifest.chunks(held));
    }

    private void complete(Manifest complete, Context context, Collector<GraphChange> out) throws Exception {
        try (StageClock.Span ignored = sampler.of(complete.documentId()).begin(Stage.RESOLUTION)) {
            resolve(complete, context, out);
        }
    }

    private void resolve(Manifest complete, Context context, Collector<GraphChange> out) throws Exception {
        long start = System.nanoTime();
        List<ChunkResult> ofChunks = results.of(complete);
        DocumentGraph graph = resolver.resolve(complete, ofChunks);
        publish(published(graph, ofChunks), complete.revision(), false, out::collect, contributions(context));
        replacePublished(complete);
        Failures.of(complete, ofChunks).ifPresent(failed -> context.output(FAILED, failed));
        metrics.resolved(graph, start, context.timestamp());
    }

    /** Results that only the revision before needed go, unless they are for a manifest that is still to come. */
    private void replacePublished(Manifest complete) throws Exception {
        Set<String> obsolete = new LinkedHashSet<>(publishedKeys());
        obsolete.removeAll(ResultKeys.of(complete.chunks()));
        results.drop(obsolete, complete.revision());
        publishedManifest.update(StoredManifest.compress(complete, resolver.validates(complete)));
    }

    /**
     * Resolves what is published of the current key once more, and sends what differs from what was sent before; whether
     * there is anything. That of a version that kept too little of the document stays as it is until it changes.
     */
    boolean resolveAgain(String documentId, Consumer<GraphChange> changes, Published.Contributions contributions)
            throws Exception {
        return publishedManifest.value() != null && send(documentId, false, changes, contributions);
    }

    /**
     * Sends the document and the chunks that are published of the current key once more, all under the document's
     * revision; whether there is anything. Where this version or its configuration resolves them otherwise than they
     * were, what differs of their contributions goes out as well.
     *
     * @throws IllegalStateException if the state is of a version that kept too little of the document
     */
    boolean sendAgain(String documentId, Consumer<GraphChange> changes, Published.Contributions contributions)
            throws Exception {
        return send(documentId, true, changes, contributions);
    }

    private boolean send(
            String documentId, boolean all, Consumer<GraphChange> changes, Published.Contributions contributions)
            throws Exception {
        if (published.value() == null) {
            // Its first revision is not complete yet.
            return false;
        }
        byte[] held = publishedManifest.value();
        if (held == null) {
            throw new IllegalStateException("document " + documentId + " must have its manifest in state for a rebuild,"
                    + " but the state is of a version that kept none: start the job without state, which reads the"
                    + " documents from the beginning of their topic");
        }
        Manifest manifest = StoredManifest.decompress(documentId, held);
        List<ChunkResult> ofChunks = results.of(manifest);
        Published now = published(resolver.resolve(manifest, ofChunks, StoredManifest.validated(held)), ofChunks);
        publish(now, manifest.revision(), all, changes, contributions);
        return true;
    }

    private Published published(DocumentGraph graph, List<ChunkResult> results) {
        return Published.of(graph, StorageStrategy.of(graph, config.maxChunkSize()), results);
    }

    private void publish(
            Published now,
            long revision,
            boolean all,
            Consumer<GraphChange> changes,
            Published.Contributions contributions)
            throws Exception {
        Map<String, String> held = published.value();
        Map<String, String> before = held == null ? Map.of() : held;
        now.send(before, all, revision, changes, contributions);
        if (now.hashes().isEmpty()) {
            published.clear();
        } else if (!now.hashes().equals(before)) {
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
}
