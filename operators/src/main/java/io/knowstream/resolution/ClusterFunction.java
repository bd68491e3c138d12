package io.knowstream.resolution;

import io.knowstream.clusters.NameLinker;
import io.knowstream.clusters.RankedName;
import io.knowstream.graph.EntityLink;
import io.knowstream.graph.GraphChange;
import io.knowstream.graph.GraphChange.Kind;
import io.knowstream.graph.Ids;
import io.knowstream.metrics.Metric;
import io.knowstream.metrics.MetricGroupSink;
import io.knowstream.metrics.Recorder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Keeps the links between names of one block equal to what its names are, keyed by block.
 *
 * <p>Links are a function of the block's first names in their order: a change computes those of before and those of now,
 * and sends what differs. It reads at most so many names as are compared, whatever the block has.
 */
final class ClusterFunction extends KeyedProcessFunction<String, BlockMember, GraphChange> {

    /** The names of entities as they change, from those who merge entities to those who link them. */
    static final OutputTag<BlockMember> NAMES = new OutputTag<>("entity-names", TypeInformation.of(BlockMember.class));

    /** The state that every block has. */
    static final String BLOCK = "block";

    private final ResolutionConfig config;

    private transient NameLinker linker;
    private transient Recorder recorder;
    private transient ValueState<NameBlock> block;
    private transient MapState<String, String> members;
    private transient PageStore pages;

    ClusterFunction(ResolutionConfig config) {
        this.config = config;
    }

    @Override
    public void open(OpenContext context) {
        linker = new NameLinker(config.clusteringThreshold());
        recorder = MetricGroupSink.open(
                getRuntimeContext().getMetricGroup(),
                Metric.LINKS_UPSERTED,
                Metric.LINKS_WITHDRAWN,
                Metric.BLOCKS_FULL);
        block = getRuntimeContext().getState(new ValueStateDescriptor<>(BLOCK, NameBlock.class));
        members = getRuntimeContext().getMapState(new MapStateDescriptor<>("members", Types.STRING, Types.STRING));
        pages = new PageStore(
                getRuntimeContext().getMapState(new MapStateDescriptor<>("names", Integer.class, OrderedPage.class)));
    }

    @Override
    public void processElement(BlockMember member, Context context, Collector<GraphChange> out) throws Exception {
        String before = members.get(member.entityId());
        String now = member.names() == null
                ? null
                : RankedName.of(member.names(), member.home()).stored();
        if (Objects.equals(before, now)) {
            return;
        }
        NameBlock held = block.value() == null ? NameBlock.EMPTY : block.value();
        pages.open(held.root());
        List<String> namesBefore = firstNames();
        if (before != null) {
            pages.keys.remove(before);
        }
        if (now == null) {
            members.remove(member.entityId());
        } else {
            members.put(member.entityId(), now);
            pages.keys.add(now);
        }
        List<String> names = firstNames();
        if (names.size() == config.namesPerBlock() && hasMore(names)) {
            recorder.count(Metric.BLOCKS_FULL);
        }
        OrderedPage root = pages.close();
        if (root.keys().isEmpty()) {
            block.clear();
        } else {
            block.update(new NameBlock(held.revision() + 1, root));
        }
        if (!names.equals(namesBefore)) {
            Map<String, RankedName> read = new HashMap<>();
            Map<String, EntityLink> links = links(names, read);
            send(links(namesBefore, read), links, held.revision() + 1, out::collect);
        }
    }

    private void send(
            Map<String, EntityLink> before, Map<String, EntityLink> now, long revision, Consumer<GraphChange> out) {
        before.keySet().stream().filter(entity -> !now.containsKey(entity)).forEach(entity -> {
            recorder.count(Metric.LINKS_WITHDRAWN);
            out.accept(GraphChange.delete(Kind.LINK, Ids.link(entity), revision));
        });
        now.values().stream()
                .filter(link -> !link.equals(before.get(link.entity())))
                .forEach(link -> {
                    recorder.count(Metric.LINKS_UPSERTED);
                    out.accept(GraphChange.upsert(link, revision));
                });
    }

    /** Sends the links of the names that are at home in the current block once more. */
    void sendAgain(Consumer<GraphChange> out) throws Exception {
        NameBlock held = block.value();
        pages.open(held.root());
        links(firstNames(), new HashMap<>())
                .values()
                .forEach(link -> out.accept(GraphChange.upsert(link, held.revision())));
        pages.close();
    }

    /** Sends what the names that are at home in the current block are linked to now, linked or not, as a change. */
    void compareAgain(Consumer<GraphChange> out) throws Exception {
        NameBlock held = block.value();
        pages.open(held.root());
        Map<String, RankedName> read = new HashMap<>();
        Map<String, EntityLink> links = links(firstNames(), read);
        sendAll(read, links, held.revision() + 1, out);
        block.update(new NameBlock(held.revision() + 1, pages.close()));
    }

    /** Takes all links of the current block back and forgets its names, which are told anew, perhaps to other blocks. */
    void forget(Consumer<GraphChange> out) throws Exception {
        NameBlock held = block.value();
        pages.open(held.root());
        Map<String, RankedName> read = new HashMap<>();
        sendAll(read, Map.of(), held.revision() + 1, out);
        for (Map.Entry<String, RankedName> name : read.entrySet()) {
            pages.keys.remove(name.getKey());
            members.remove(name.getValue().id());
        }
        pages.close();
        block.clear();
    }

    private void sendAll(
            Map<String, RankedName> read, Map<String, EntityLink> links, long revision, Consumer<GraphChange> out)
            throws Exception {
        for (String stored : pages.keys.from("", Integer.MAX_VALUE)) {
            RankedName name = read.computeIfAbsent(stored, RankedName::read);
            if (links.containsKey(name.id())) {
                out.accept(GraphChange.upsert(links.get(name.id()), revision));
            } else if (name.home()) {
                out.accept(GraphChange.delete(Kind.LINK, Ids.link(name.id()), revision));
            }
        }
    }

    private boolean hasMore(List<String> first) throws Exception {
        return pages.keys.from(first.get(first.size() - 1), 2).size() > 1;
    }

    private List<String> firstNames() throws Exception {
        return pages.keys.from("", config.namesPerBlock());
    }

    private Map<String, EntityLink> links(List<String> names, Map<String, RankedName> read) {
        return linker.links(names.stream()
                .map(stored -> read.computeIfAbsent(stored, RankedName::read))
                .toList());
    }
}
