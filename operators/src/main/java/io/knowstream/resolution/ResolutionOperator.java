package io.knowstream.resolution;

import io.knowstream.graph.ChunkResult;
import io.knowstream.graph.FailedDocument;
import io.knowstream.graph.GraphChange;
import io.knowstream.graph.Manifest;
import io.knowstream.graph.Rebuild;
import java.util.Iterator;
import java.util.stream.Stream;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedMultiInput;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.api.transformations.PartitionTransformation;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Runs {@link ResolutionFunction} and, where the index is rebuilt, sends the documents and chunks that are published
 * once more: before anything else, so that what comes later goes over it, and all of it before the first barrier.
 */
public final class ResolutionOperator extends KeyedCoProcessOperator<String, Manifest, ChunkResult, GraphChange>
        implements BoundedMultiInput {

    /** The state of the token under which everything was sent again last; one entry a subtask, all the same. */
    static final String REBUILD = "rebuild";

    private static final long serialVersionUID = 1;

    private final ResolutionFunction resolution;
    private final String rebuildToken;

    private transient ListState<String> rebuilds;
    private transient Rebuild rebuild;

    ResolutionOperator(ResolutionFunction resolution, String rebuildToken) {
        super(resolution);
        this.resolution = resolution;
        this.rebuildToken = rebuildToken;
    }

    /**
     * What comes out.
     *
     * @param changes every change of the graph: of documents and chunks, of entities and of relationships
     * @param failed documents of which a part can never be processed, once for each such revision
     */
    public record Streams(DataStream<GraphChange> changes, DataStream<FailedDocument> failed) {}

    /**
     * Adds resolution and the merges to a job.
     *
     * <p>No barrier overtakes what resolution has said, here and on the ways to the sinks: its changes of one document go
     * several ways, and a checkpoint must publish all of them or none. Nothing waits for models on these ways.
     */
    public static Streams attach(
            DataStream<Manifest> manifests, DataStream<ChunkResult> results, ResolutionConfig config) {
        SingleOutputStreamOperator<GraphChange> documents = manifests
                .connect(results)
                .keyBy(Manifest::documentId, ChunkResult::documentId)
                .transform(
                        "resolution",
                        TypeInformation.of(GraphChange.class),
                        new ResolutionOperator(new ResolutionFunction(config), config.rebuild()))
                .uid("resolution");
        DataStream<GraphChange> entities = aligned(
                        documents.getSideOutput(ResolutionFunction.ENTITIES).keyBy(EntityContribution::entityId))
                .transform(
                        "entity merge",
                        TypeInformation.of(GraphChange.class),
                        new MergeOperator<>(new EntityMergeFunction(), config.rebuild()))
                .uid("entity-merge");
        DataStream<GraphChange> relationships = aligned(documents
                        .getSideOutput(ResolutionFunction.RELATIONSHIPS)
                        .keyBy(RelationshipContribution::relationshipId))
                .transform(
                        "relationship merge",
                        TypeInformation.of(GraphChange.class),
                        new MergeOperator<>(new RelationshipMergeFunction(), config.rebuild()))
                .uid("relationship-merge");
        return new Streams(
                documents.union(entities, relationships), documents.getSideOutput(ResolutionFunction.FAILED));
    }

    private static <C> KeyedStream<C, String> aligned(KeyedStream<C, String> contributions) {
        ((PartitionTransformation<?>) contributions.getTransformation())
                .getPartitioner()
                .disableUnalignedCheckpoints();
        return contributions;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        rebuilds = context.getOperatorStateStore().getUnionListState(new ListStateDescriptor<>(REBUILD, Types.STRING));
        rebuild = Rebuild.of(rebuildToken, context.isRestored(), rebuilds.get());
    }

    @Override
    public void processElement1(StreamRecord<Manifest> element) throws Exception {
        sendAgainBefore();
        super.processElement1(element);
    }

    @Override
    public void processElement2(StreamRecord<ChunkResult> element) throws Exception {
        sendAgainBefore();
        super.processElement2(element);
    }

    private void sendAgainBefore() throws Exception {
        if (rebuild.due()) {
            Object key = getCurrentKey();
            sendAgain();
            setCurrentKey(key);
        }
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        if (rebuild.due()) {
            sendAgain();
        }
        super.prepareSnapshotPreBarrier(checkpointId);
    }

    @Override
    public void endInput(int inputId) throws Exception {
        if (rebuild.due()) {
            sendAgain();
        }
    }

    private void sendAgain() throws Exception {
        Published.Contributions contributions = new Published.Contributions() {
            @Override
            public void entity(EntityContribution contribution) {
                output.collect(ResolutionFunction.ENTITIES, new StreamRecord<>(contribution));
            }

            @Override
            public void relationship(RelationshipContribution contribution) {
                output.collect(ResolutionFunction.RELATIONSHIPS, new StreamRecord<>(contribution));
            }
        };
        long sent = 0;
        try (Stream<String> documents =
                this.<String>getKeyedStateBackend().getKeys(HeldResultStore.PROGRESS, VoidNamespace.INSTANCE)) {
            for (Iterator<String> each = documents.iterator(); each.hasNext(); ) {
                String documentId = each.next();
                setCurrentKey(documentId);
                if (resolution.sendAgain(
                        documentId, change -> output.collect(new StreamRecord<>(change)), contributions)) {
                    sent++;
                }
            }
        }
        LOG.info("{} has sent {} documents to the index that is rebuilt", getOperatorName(), sent);
        rebuild = rebuild.done();
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        rebuilds.update(rebuild.remembered());
    }
}
