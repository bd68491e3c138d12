package io.knowstream.chunking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.knowstream.graph.AdmittedDocument;
import io.knowstream.graph.Document;
import io.knowstream.inference.catalogue.CatalogueConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.operators.async.AsyncWaitOperatorFactory;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

/** With the built-in embedding. */
@SuppressWarnings("try") // the harness declares close() throws Exception
class PreparationFunctionTest {

    private static final long BUDGET = 256L << 20;

    @Test
    void preparesInOrderOfArrivalWithTheBuiltInEmbedding() throws Exception {
        ChunkingConfig config = new ChunkingConfig(512, 64, 16, true, true, "knowstream-embedding");
        var harness = new OneInputStreamOperatorTestHarness<AdmittedDocument, PreparedDocument>(
                new AsyncWaitOperatorFactory<>(
                        new PreparationFunction(config, BUDGET, CatalogueConfig.defaults()),
                        0,
                        4,
                        AsyncDataStream.OutputMode.ORDERED),
                TypeInformation.of(AdmittedDocument.class).createSerializer(new SerializerConfigImpl()));
        try (harness) {
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
}
