package io.knowstream.resolution;

import static org.assertj.core.api.Assertions.assertThat;

import io.knowstream.graph.DocumentEntity;
import io.knowstream.graph.GraphChange;
import io.knowstream.graph.Ids;
import io.knowstream.graph.Mention;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.state.rocksdb.RocksDBOptionsFactory;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.Statistics;
import org.rocksdb.TickerType;

/**
 * An entity of many documents, each with a surface form of its own besides: what a change reads and writes, by RocksDB's own
 * account.
 */
class StateReadsTest {

    private static final int DOCUMENTS = 1_500;
    private static final String ENTITY = Ids.entity("Person", "Ann Lee");

    /**
     * The key with the roots, the contribution before, and of three trees at most two levels more and what a split or a
     * merge touches beside them.
     */
    private static final long MOST_READS = 20;

    private static final long MOST_WRITES = 16;
    private static final long MOST_BYTES = 32 << 10;

    private static final int SEEKS = 0;
    private static final int READS = 1;
    private static final int WRITES = 2;
    private static final int BYTES = 3;

    private static final Statistics STATISTICS = new Statistics();

    @AfterAll
    static void close() {
        STATISTICS.close();
    }

    @Test
    void aChangeOfAnEntityCostsTheSameHoweverManyDocumentsNameIt() throws Exception {
        try (var harness = harness()) {
            for (int d = 0; d < DOCUMENTS; d++) {
                change(harness, contribution(d, 0));
            }
            assertThat(harness.extractOutputValues().get(DOCUMENTS - 1).entity().documents())
                    .isEqualTo(DOCUMENTS);
            // Replaced and withdrawn in the order of the ids, of the ranks and of the names at once.
            for (int d = 0; d < DOCUMENTS; d++) {
                change(harness, contribution(d, 1));
            }
            for (int d = 0; d < DOCUMENTS; d++) {
                change(harness, EntityContribution.withdrawal(ENTITY, id(d)));
            }
            List<GraphChange> changes = harness.extractOutputValues();
            assertThat(changes.get(changes.size() - 1).op()).isEqualTo(GraphChange.Op.DELETE);
        }
    }

    private static void change(
            KeyedOneInputStreamOperatorTestHarness<String, EntityContribution, GraphChange> harness,
            EntityContribution contribution)
            throws Exception {
        long[] before = counts();
        harness.processElement(contribution, 0);
        long[] after = counts();
        assertThat(after[SEEKS] - before[SEEKS])
                .as("an iterator would walk over what was removed")
                .isZero();
        assertThat(after[READS] - before[READS]).isBetween(1L, MOST_READS);
        assertThat(after[WRITES] - before[WRITES]).isBetween(1L, MOST_WRITES);
        assertThat(after[BYTES] - before[BYTES]).isLessThan(MOST_BYTES);
    }

    private static long[] counts() {
        return new long[] {
            STATISTICS.getTickerCount(TickerType.NUMBER_DB_SEEK),
            STATISTICS.getTickerCount(TickerType.NUMBER_KEYS_READ),
            STATISTICS.getTickerCount(TickerType.NUMBER_KEYS_WRITTEN),
            STATISTICS.getTickerCount(TickerType.BYTES_READ) + STATISTICS.getTickerCount(TickerType.BYTES_WRITTEN)
        };
    }

    /** The name that all documents use, and one of the document's own that no other has. */
    private static EntityContribution contribution(int document, int revision) {
        String own = String.format(Locale.ROOT, "Lee %06d", document);
        return EntityContribution.of(
                id(document),
                new DocumentEntity(
                        ENTITY,
                        "Ann Lee",
                        "Person",
                        1,
                        List.of(
                                new Mention(0, 7, "Ann Lee", "Person", 999_999 - document),
                                new Mention(10 + revision, 20, own, "Person", 900_000 - document))));
    }

    private static String id(int document) {
        return String.format(Locale.ROOT, "document-%06d", document);
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, EntityContribution, GraphChange> harness()
            throws Exception {
        var harness = new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedProcessOperator<>(new EntityMergeFunction()), EntityContribution::entityId, Types.STRING);
        EmbeddedRocksDBStateBackend backend = new EmbeddedRocksDBStateBackend();
        backend.setRocksDBOptions(new Counted());
        harness.setStateBackend(backend);
        harness.open();
        return harness;
    }

    /** RocksDB that counts. */
    private static final class Counted implements RocksDBOptionsFactory {

        private static final long serialVersionUID = 1L;

        @Override
        public DBOptions createDBOptions(DBOptions options, Collection<AutoCloseable> toClose) {
            return options.setStatistics(STATISTICS);
        }

        @Override
        public ColumnFamilyOptions createColumnOptions(ColumnFamilyOptions options, Collection<AutoCloseable> toClose) {
            return options;
        }
    }
}
