package io.knowstream.chunking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.knowstream.graph.AdmittedDocument;
import io.knowstream.graph.Document;
import io.knowstream.inference.roles.InferenceConfig;
import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.operators.async.AsyncWaitOperatorFactory;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OperatorSnapshotUtil;
import org.junit.jupiter.api.Test;

/** With the built-in embedding. */
@SuppressWarnings("try") // the harness declares close() throws Exception
class PreparationFunctionTest {

    private static final long BUDGET = 256L << 20;

    @Test
    void preparesInOrderOfArrivalWithTheBuiltInEmbedding() throws Exception {
        try (var harness = harness()) {
            harness.open();
            List<AdmittedDocument> admitted = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                String text = ("Sentence " + i + " speaks of cats and of ships that sail. ").repeat(1 + i % 3 * 40);
                admitted.add(
                        new AdmittedDocument("d" + i % 4, i + 1, new Document("d" + i % 4, null, text, null, null)));
            }
            admitted.add(new AdmittedDocument("d0", 13, null));
            for (AdmittedDocument document : admitted) {
                harness.processElement(document, 0);
            }
            harness.endInput();
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> harness.getOutput().size() == 13);
            List<PreparedDocument> prepared = harness.extractOutputValues();
            assertThat(prepared).extracting(PreparedDocument::revision).isSorted();
            assertThat(prepared).extracting(PreparedDocument::failure).containsOnlyNulls();
            assertThat(prepared.get(0).spans()).hasSize(1);
            assertThat(prepared.get(2).spans()).hasSizeGreaterThan(7);
            assertThat(prepared.get(12).document()).isNull();
        }
    }

    @Test
    void cutsAProvisionalDocumentInHalfTheSize() throws Exception {
        Document document =
                new Document("d", null, "Some sentence speaks of cats and of ships that sail. ".repeat(60), null, null);
        try (var harness = harness()) {
            harness.open();
            harness.processElement(new AdmittedDocument("d", 1, document, true), 0);
            harness.processElement(new AdmittedDocument("d", 2, document, false), 0);
            harness.endInput();
            List<PreparedDocument> prepared = harness.extractOutputValues();
            assertThat(prepared).extracting(PreparedDocument::provisional).containsExactly(true, false);
            assertThat(longest(prepared.get(0))).isLessThanOrEqualTo(256);
            assertThat(longest(prepared.get(1))).isGreaterThan(256);
        }
    }

    /** The snapshot is of the version that knew nothing of provisional documents: see {@code state/README.md}. */
    @Test
    void preparesWhatWasUnderWayBeforeThereWereProvisionalDocuments() throws Exception {
        URL file = getClass().getResource("/io/knowstream/state/preparation-1.snapshot");
        try (var harness = harness()) {
            harness.initializeState(
                    OperatorSnapshotUtil.readStateHandle(Path.of(file.toURI()).toString()));
            harness.open();
            harness.endInput();
            List<PreparedDocument> prepared = harness.extractOutputValues();
            assertThat(prepared).extracting(PreparedDocument::revision).containsExactly(7L, 8L);
            assertThat(prepared).extracting(PreparedDocument::provisional).containsExactly(false, false);
            assertThat(prepared.get(0).document())
                    .isEqualTo(new Document("a", "Title", "Short text.", 3L, Map.of("k", "v")));
            assertThat(prepared.get(1).document()).isNull();
        }
    }

    private static int longest(PreparedDocument prepared) {
        return prepared.spans().stream()
                .mapToInt(span -> span.end() - span.start())
                .max()
                .orElseThrow();
    }

    private static OneInputStreamOperatorTestHarness<AdmittedDocument, PreparedDocument> harness() throws Exception {
        ChunkingConfig config = new ChunkingConfig(512, 64, 16, true, true, "knowstream-embedding");
        return new OneInputStreamOperatorTestHarness<>(
                new AsyncWaitOperatorFactory<>(
                        new PreparationFunction(config, InferenceConfig.of(BUDGET), 1 << 20),
                        0,
                        4,
                        AsyncDataStream.OutputMode.ORDERED),
                TypeInformation.of(AdmittedDocument.class).createSerializer(new SerializerConfigImpl()));
    }
}
