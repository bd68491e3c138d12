package io.knowstream.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.knowstream.job.config.EffectiveConfiguration;
import io.knowstream.job.config.JobConfig;
import io.knowstream.job.kafka.KafkaEnds;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamEdge;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.apache.flink.streaming.runtime.partitioner.ForwardPartitioner;
import org.junit.jupiter.api.Test;

class PipelineTest {

    private static StreamGraph graph() {
        JobConfig config = JobConfig.of(EffectiveConfiguration.load(null, Map.of("index.path", "/nowhere")));
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(
                config.flink().toFlink());
        env.setParallelism(2);
        KafkaEnds kafka = new KafkaEnds(config.kafka());
        Pipeline.build(env, config, new Ends(kafka.documents(false), kafka.rejected(), kafka.changes()));
        return env.getStreamGraph();
    }

    private static StreamNode node(StreamGraph graph, String uid) {
        return graph.getStreamNodes().stream()
                .filter(node -> uid.equals(node.getTransformationUID()))
                .findFirst()
                .orElseThrow();
    }

    /** Edges on every way from one operator to another. */
    private static Set<StreamEdge> between(StreamGraph graph, StreamNode from, StreamNode to) {
        Set<StreamEdge> edges = new HashSet<>();
        Deque<StreamNode> open = new ArrayDeque<>(List.of(from));
        Set<StreamNode> seen = new HashSet<>();
        while (!open.isEmpty()) {
            StreamNode node = open.pop();
            for (StreamEdge edge : node.getOutEdges()) {
                StreamNode target = graph.getStreamNode(edge.getTargetId());
                if (target.equals(to) || reaches(graph, target, to)) {
                    edges.add(edge);
                    if (seen.add(target)) {
                        open.push(target);
                    }
                }
            }
        }
        return edges;
    }

    private static boolean reaches(StreamGraph graph, StreamNode from, StreamNode to) {
        return from.getOutEdges().stream()
                .map(edge -> graph.getStreamNode(edge.getTargetId()))
                .anyMatch(next -> next.equals(to) || reaches(graph, next, to));
    }

    private static Stream<StreamEdge> shuffles(Set<StreamEdge> edges) {
        return edges.stream().filter(edge -> !(edge.getPartitioner() instanceof ForwardPartitioner));
    }

    /** A barrier that overtook some changes of a document would publish the others without them. */
    @Test
    void noBarrierOvertakesWhatResolutionHasSaid() {
        StreamGraph graph = graph();
        StreamNode resolution = node(graph, "resolution");
        Set<StreamEdge> edges = between(graph, resolution, node(graph, "index-shards"));
        edges.addAll(between(graph, resolution, node(graph, "changes")));
        assertThat(shuffles(edges)).hasSizeGreaterThanOrEqualTo(7).allSatisfy(edge -> assertThat(
                        edge.supportsUnalignedCheckpoints())
                .as(edge.toString())
                .isFalse());
    }

    @Test
    void barriersOvertakeWhatWaitsForModels() {
        StreamGraph graph = graph();
        Set<StreamEdge> edges = between(graph, node(graph, "decode"), node(graph, "resolution"));
        assertThat(shuffles(edges)).isNotEmpty().allSatisfy(edge -> assertThat(edge.supportsUnalignedCheckpoints())
                .as(edge.toString())
                .isTrue());
    }
}
