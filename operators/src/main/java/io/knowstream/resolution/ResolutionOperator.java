package io.knowstream.resolution;

import io.knowstream.graph.ChunkResult;
import io.knowstream.graph.FailedDocument;
import io.knowstream.graph.GraphChange;
import io.knowstream.graph.Manifest;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedMultiInput;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.api.transformations.PartitionTransformation;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Runs {@link ResolutionFunction} and, where the index is rebuilt, sends the documents and chunks that are published
 * once more: before anything else, so that what comes later goes over it, and all of it before the first barrier. Where the
 * state is of a version that resolved documents by other rules, it resolves them anew, models aside; those of which a version
 * before has kept too little stay as they are until they change.
 */
public final class ResolutionOperator extends KeyedCoProcessOperator<String, Manifest, ChunkResult, GraphChange>
        implements BoundedMultiInput {

    private static final long serialVersionUID = 1;

    private final ResolutionFunction resolution;
    private final String rebuildToken;
    private final int rules;

    /** Name of the state of the rules by which documents were resolved last. */
    private static final String RESOLVED = "resolved";

    private transient SendAgainStore rebuild;
    private transient SendAgainStore resolved;

    ResolutionOperator(ResolutionFunction resolution, String rebuildToken) {
        this(resolution, rebuildToken, DocumentResolver.RULES);
    }

    /** One of a version with other rules. */
    ResolutionOperator(ResolutionFunction resolution, String rebuildToken, int rules) {
        super(resolution);
        this.resolution = resolution;
        this.rebuildToken = rebuildToken;
        this.rules = rules;
    }

    /**
     * What comes out.
     *
     * @param changes every change of the graph: of documents and chunks, of entities, of their links and of relationships
     * @param failed documents of which a part can never be processed, once for each such revision
     */
    public record Streams(DataStream<GraphChange> changes, DataStream<FailedDocument> failed) {}

    /**
     * Adds resolution, the merges and the clusters to a job.
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
        SingleOutputStreamOperator<GraphChange> entities = aligned(
                        documents.getSideOutput(ResolutionFunction.ENTITIES).keyBy(EntityContribution::entityId))
                .transform(
                        "entity merge",
                        TypeInformation.of(GraphChange.class),
                        new MergeOperator<>(new EntityMergeFunction(), config.rebuild()))
                .uid("entity-merge");
        DataStream<GraphChange> links = aligned(
                        entities.getSideOutput(ClusterFunction.NAMES).keyBy(BlockMember::block))
                .transform("clusters", TypeInformation.of(GraphChange.class), new ClusterOperator(config))
                .uid("clusters");
        DataStream<GraphChange> relationships = aligned(documents
                        .getSideOutput(ResolutionFunction.RELATIONSHIPS)
                        .keyBy(RelationshipContribution::relationshipId))
                .transform(
                        "relationship merge",
                        TypeInformation.of(GraphChange.class),
                        new MergeOperator<>(new RelationshipMergeFunction(), config.rebuild()))
                .uid("relationship-merge");
        return new Streams(
                documents.union(entities, links, relationships), documents.getSideOutput(ResolutionFunction.FAILED));
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
        rebuild = SendAgainStore.open(context, SendAgainStore.REBUILD, rebuildToken);
        resolved = SendAgainStore.open(context, RESOLVED, Integer.toString(rules));
    }

    @Override
    public void processElement1(StreamRecord<Manifest> element) throws Exception {
        sendAgainIfDue();
        super.processElement1(element);
    }

    @Override
    public void processElement2(StreamRecord<ChunkResult> element) throws Exception {
        sendAgainIfDue();
        super.processElement2(element);
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        sendAgainIfDue();
        super.prepareSnapshotPreBarrier(checkpointId);
    }

    @Override
    public void endInput(int inputId) throws Exception {
        sendAgainIfDue();
    }

    private void sendAgainIfDue() throws Exception {
        if (!rebuild.due() && !resolved.due()) {
            return;
        }
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
        if (rebuild.due()) {
            // It resolves all documents too.
            resolved.done();
        } else {
            long again = resolved.send(
                    getKeyedStateBackend(),
                    HeldResultStore.PROGRESS,
                    documentId -> resolution.resolveAgain(
                            documentId, change -> output.collect(new StreamRecord<>(change)), contributions));
            LOG.info(
                    "{} has resolved {} documents anew, as they were not resolved by these rules",
                    getOperatorName(),
                    again);
            return;
        }
        long sent = rebuild.send(
                getKeyedStateBackend(),
                HeldResultStore.PROGRESS,
                documentId -> resolution.sendAgain(
                        documentId, change -> output.collect(new StreamRecord<>(change)), contributions));
        LOG.info("{} has sent {} documents to the index that is rebuilt", getOperatorName(), sent);
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        rebuild.snapshot();
        resolved.snapshot();
    }
}
