package io.knowstream.resolution;

import static org.assertj.core.api.Assertions.assertThat;

import io.knowstream.clusters.NameClusters;
import io.knowstream.clusters.TestingNames;
import io.knowstream.graph.CanonicalJson;
import io.knowstream.graph.EntityLink;
import io.knowstream.graph.GraphChange;
import io.knowstream.graph.GraphChange.Op;
import io.knowstream.graph.Ids;
import io.knowstream.graph.NamedEntity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

/** Links are those of the names that are left, whatever happened before, on RocksDB as in production. */
class ClusterOperatorTest {

    private static final ResolutionConfig CONFIG = config(0.8, 1_000, null);

    /** The links that were sent, as a reader of the index sees them. */
    private final Map<String, EntityLink> index = new TreeMap<>();

    private final Map<String, Long> revisions = new HashMap<>();

    private static ResolutionConfig config(double threshold, int names, String rebuild) {
        return new ResolutionConfig(true, Duration.ofDays(7), threshold, names, 2_048, rebuild);
    }

    @Test
    void linksFollowTheNamesThatAreLeft() throws Exception {
        for (int names : new int[] {1_000, 12}) {
            index.clear();
            revisions.clear();
            ResolutionConfig config = config(0.8, names, null);
            long seed = new Random().nextLong();
            System.out.println("seed " + seed);
            Random random = new Random(seed);
            Map<String, NamedEntity> left = new TreeMap<>();
            OperatorSubtaskState state = null;
            int changes = 0;
            for (int attempt = 0; attempt < 4; attempt++) {
                try (var harness = harness(config, state, 1, 1, 0)) {
                    for (int i = 0; i < 250; i++) {
                        change(random, left, harness);
                        changes += fold(harness);
                        if (i % 50 == 0) {
                            assertThat(index).isEqualTo(links(left.values(), config));
                        }
                    }
                    state = TestingHarness.snapshot(harness, attempt + 1);
                }
            }
            assertThat(changes).as("something happened").isGreaterThan(50);
            try (var harness = harness(config, state, 1, 1, 0)) {
                for (NamedEntity name : List.copyOf(left.values())) {
                    BlockMember.changes(name, null, member -> process(harness, member));
                }
                fold(harness);
                assertThat(index).isEmpty();
                KeyedStateBackend<String> backend = ((ClusterOperator) harness.getOperator()).getKeyedStateBackend();
                for (String held : List.of("block", "members", "names")) {
                    try (Stream<String> keys = backend.getKeys(held, VoidNamespace.INSTANCE)) {
                        assertThat(keys).as("state leaves with the names").isEmpty();
                    }
                }
            }
        }
    }

    /** A name comes, goes, or gets other aliases. */
    private static void change(
            Random random,
            Map<String, NamedEntity> left,
            KeyedOneInputStreamOperatorTestHarness<String, BlockMember, GraphChange> harness) {
        NamedEntity next = TestingNames.one(random);
        NamedEntity before = left.get(next.id());
        NamedEntity now = before != null && random.nextInt(3) > 0 ? null : next;
        if (now == null) {
            left.remove(next.id());
        } else {
            left.put(next.id(), now);
        }
        BlockMember.changes(before, now, member -> process(harness, member));
    }

    @Test
    void everyLinkGoesOutOnceForEachTokenAtAnyParallelism() throws Exception {
        List<NamedEntity> names = TestingNames.some(new Random(3), 200);
        List<OperatorSubtaskState> states = new ArrayList<>();
        for (int subtask = 0; subtask < 2; subtask++) {
            try (var harness = harness(CONFIG, null, 2, 2, subtask)) {
                int mine = subtask;
                names.forEach(name -> BlockMember.changes(null, name, member -> {
                    if (KeyGroupRangeAssignment.assignKeyToParallelOperator(
                                    member.block(), TestingHarness.MAX_PARALLELISM, 2)
                            == mine) {
                        process(harness, member);
                    }
                }));
                fold(harness);
                states.add(TestingHarness.snapshot(harness, 1));
            }
        }
        OperatorSubtaskState before =
                AbstractStreamOperatorTestHarness.repackageState(states.toArray(OperatorSubtaskState[]::new));
        assertThat(index).isEqualTo(links(names, CONFIG)).hasSizeGreaterThan(10);
        int links = index.size();
        index.clear();
        revisions.clear();
        int sent = 0;
        for (int subtask = 0; subtask < 3; subtask++) {
            try (var harness = harness(config(0.8, 1_000, "a"), before, 2, 3, subtask)) {
                TestingHarness.snapshot(harness, 2);
                sent += fold(harness);
                harness.endInput();
                assertThat(fold(harness)).as("nothing a second time").isZero();
            }
        }
        assertThat(sent).isEqualTo(links);
        assertThat(index).isEqualTo(links(names, CONFIG));
        try (var harness = harness(CONFIG, before, 2, 1, 0)) {
            TestingHarness.snapshot(harness, 2);
            assertThat(fold(harness)).as("nobody asked").isZero();
        }
    }

    @Test
    void otherSettingsGiveOtherLinks() throws Exception {
        List<NamedEntity> names = TestingNames.some(new Random(4), 200);
        OperatorSubtaskState before;
        try (var harness = harness(CONFIG, null, 1, 1, 0)) {
            names.forEach(name -> BlockMember.changes(null, name, member -> process(harness, member)));
            fold(harness);
            before = TestingHarness.snapshot(harness, 1);
        }
        Map<String, Long> sent = Map.copyOf(revisions);
        for (ResolutionConfig other : List.of(config(1, 1_000, null), config(0.8, 3, null))) {
            assertThat(links(names, other)).isNotEqualTo(links(names, CONFIG));
            index.clear();
            index.putAll(links(names, CONFIG));
            revisions.clear();
            revisions.putAll(sent);
            OperatorSubtaskState after;
            try (var harness = harness(other, before, 1, 1, 0)) {
                after = TestingHarness.snapshot(harness, 2);
                fold(harness);
                assertThat(index).isEqualTo(links(names, other));
            }
            try (var harness = harness(other, after, 1, 1, 0)) {
                TestingHarness.snapshot(harness, 3);
                assertThat(fold(harness)).isZero();
            }
        }
    }

    @Test
    void underOtherRulesNamesAreForgottenAndToldAnew() throws Exception {
        List<NamedEntity> names = TestingNames.some(new Random(5), 200);
        OperatorSubtaskState before;
        try (var harness = harness(new ClusterOperator(CONFIG, "earlier"), null, 1, 1, 0)) {
            names.forEach(name -> BlockMember.changes(null, name, member -> process(harness, member)));
            // A block that the rules of now know nothing of.
            names.forEach(name -> process(harness, new BlockMember("earlier", name.id(), false, name)));
            fold(harness);
            before = TestingHarness.snapshot(harness, 1);
        }
        assertThat(index).isNotEmpty();
        try (var harness = harness(CONFIG, before, 1, 1, 0)) {
            List<NamedEntity> left = names.subList(0, 100);
            left.forEach(name -> BlockMember.changes(null, name, member -> process(harness, member)));
            fold(harness);
            assertThat(index).isEqualTo(links(left, CONFIG)).isNotEmpty();
        }
    }

    private static Map<String, EntityLink> links(Collection<NamedEntity> names, ResolutionConfig config) {
        return new NameClusters(names, config.clusteringThreshold(), config.namesPerBlock()).links();
    }

    private static void process(
            KeyedOneInputStreamOperatorTestHarness<String, BlockMember, GraphChange> harness, BlockMember member) {
        try {
            harness.processElement(member, 0);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Takes what was sent into the index; how many changes. */
    private int fold(KeyedOneInputStreamOperatorTestHarness<String, BlockMember, GraphChange> harness) {
        int changes = 0;
        for (Object sent = harness.getOutput().poll();
                sent != null;
                sent = harness.getOutput().poll()) {
            GraphChange change = (GraphChange) ((StreamRecord<?>) sent).getValue();
            assertThat(change.kind()).isEqualTo(GraphChange.Kind.LINK);
            if (change.op() == Op.UPSERT) {
                EntityLink link = change.link();
                assertThat(change.id()).isEqualTo(link.id()).isEqualTo(Ids.link(link.entity()));
                assertThat(CanonicalJson.valueOf(change)).contains(link.target());
                index.put(link.entity(), link);
                assertThat(change.revision()).isGreaterThan(revisions.getOrDefault(change.id(), 0L));
                revisions.put(change.id(), change.revision());
            } else {
                index.values().removeIf(link -> link.id().equals(change.id()));
                revisions.remove(change.id());
            }
            changes++;
        }
        return changes;
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, BlockMember, GraphChange> harness(
            ResolutionConfig config, OperatorSubtaskState state, int from, int to, int subtask) throws Exception {
        return harness(new ClusterOperator(config), state, from, to, subtask);
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, BlockMember, GraphChange> harness(
            ClusterOperator operator, OperatorSubtaskState state, int from, int to, int subtask) throws Exception {
        return TestingHarness.open(operator, BlockMember::block, state, from, to, subtask);
    }
}
