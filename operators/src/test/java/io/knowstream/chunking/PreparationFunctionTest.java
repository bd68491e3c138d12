package io.knowstream.chunking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.knowstream.graph.AdmittedDocument;
import io.knowstream.graph.Chunk;
import io.knowstream.graph.ConfigurationFingerprint;
import io.knowstream.graph.Document;
import io.knowstream.graph.GlobalContext;
import io.knowstream.inference.catalogue.CatalogueConfig;
import io.knowstream.inference.pool.PoolConfig;
import io.knowstream.inference.roles.InferenceConfig;
import io.knowstream.inference.roles.TestingLanguageModels;
import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OperatorSnapshotUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the built-in embedding, and with a language model of random weights. */
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
            harness.processElement(new AdmittedDocument("d", 1, document, true, null), 0);
            harness.processElement(new AdmittedDocument("d", 2, document, false, null), 0);
            harness.endInput();
            List<PreparedDocument> prepared = harness.extractOutputValues();
            assertThat(prepared).extracting(PreparedDocument::provisional).containsExactly(true, false);
            assertThat(longest(prepared.get(0))).isLessThanOrEqualTo(256);
            assertThat(longest(prepared.get(1))).isGreaterThan(256);
        }
    }

    @Test
    void whatWasAdmittedUnderAnotherConfigurationIsSetAsideUntilItIsBack() throws Exception {
        Document document = new Document("d", null, "Some sentence speaks of cats.", null, null);
        ChunkingConfig config = new ChunkingConfig(512, 64, 16, true, true, "knowstream-embedding");
        OperatorSubtaskState snapshot;
        try (var harness = harness(config, InferenceConfig.of(BUDGET), "before")) {
            harness.open();
            for (String id : List.of("a", "b", "c")) {
                harness.processElement(admitted(id, 1, document, "before"), 0);
            }
            harness.processElement(new AdmittedDocument("gone", 2, null), 0);
            snapshot = harness.snapshot(1, 1);
        }
        try (var harness = harness(config, InferenceConfig.of(BUDGET), "now")) {
            harness.initializeState(snapshot);
            harness.open();
            harness.processElement(admitted("a", 2, document, "now"), 0);
            harness.processElement(new AdmittedDocument("b", 2, null), 0);
            harness.endInput();
            assertThat(harness.extractOutputValues())
                    .extracting(prepared -> prepared.documentId() + prepared.revision())
                    .containsExactly("gone2", "a2", "b2");
            snapshot = harness.snapshot(2, 2);
        }
        try (var harness = harness(config, InferenceConfig.of(BUDGET), "before")) {
            harness.initializeState(snapshot);
            harness.open();
            harness.endInput();
            assertThat(harness.extractOutputValues())
                    .extracting(prepared -> prepared.documentId() + prepared.revision())
                    .containsExactly("c1");
            assertThat(harness.extractOutputValues().get(0).configuration().whole())
                    .isEqualTo("before");
        }
    }

    private static AdmittedDocument admitted(String id, long revision, Document document, String configuration) {
        return new AdmittedDocument(
                id,
                revision,
                document,
                false,
                new ConfigurationFingerprint(configuration, "models", "smaller models", true, false, true));
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

    @Test
    void aLanguageModelNamesTermsOfTheTextAndChunksChangeWithThemOnlyWhereModelsReadThem(@TempDir Path folder)
            throws Exception {
        TestingLanguageModels.write(folder);
        InferenceConfig inference = new InferenceConfig(
                new CatalogueConfig(folder.toString(), TestingLanguageModels.CATALOGUE), PoolConfig.of(BUDGET));
        String content =
                "\uD83D\uDE80 The Eiffel Tower in Paris was completed in 1889. Gustave Eiffel's company built it.";
        Document document = new Document("d", "A tower", content, null, null);
        PreparedDocument spoken;
        PreparedDocument provisional;
        try (var harness = harness(new ChunkingConfig(512, 64, 16, false, true, true, null, "lm-bits"), inference)) {
            harness.open();
            harness.processElement(new AdmittedDocument("d", 1, document), 0);
            harness.processElement(new AdmittedDocument("d", 2, document, true, null), 0);
            harness.endInput();
            spoken = harness.extractOutputValues().get(0);
            provisional = harness.extractOutputValues().get(1);
        }
        GlobalContext statistical = GlobalContextAnalyzer.analyze(document);
        assertThat(spoken.failure()).isNull();
        assertThat(spoken.context().title()).isEqualTo(statistical.title());
        assertThat(spoken.context().lead()).isEqualTo(statistical.lead());
        assertThat(spoken.context().keyTerms())
                .isNotEmpty()
                .doesNotHaveDuplicates()
                .isNotEqualTo(statistical.keyTerms())
                .allSatisfy(term -> assertThat(content).contains(term));
        assertThat(provisional.context()).as("no language model").isEqualTo(statistical);
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("decoder "));

        assertThat(fingerprints(spoken, true)).isNotEqualTo(fingerprints(provisional, true));
        assertThat(fingerprints(spoken, false)).isEqualTo(fingerprints(provisional, false));
    }

    private static List<String> fingerprints(PreparedDocument prepared, boolean termsReachModels) {
        return new ChunkPlan(
                        prepared,
                        new ConfigurationFingerprint("whole", "extraction", "extraction", true, termsReachModels, true))
                .manifest().chunks().stream().map(Chunk::fingerprint).toList();
    }

    private static int longest(PreparedDocument prepared) {
        return prepared.spans().stream()
                .mapToInt(span -> span.end() - span.start())
                .max()
                .orElseThrow();
    }

    private static OneInputStreamOperatorTestHarness<AdmittedDocument, PreparedDocument> harness() throws Exception {
        return harness(new ChunkingConfig(512, 64, 16, true, true, "knowstream-embedding"), InferenceConfig.of(BUDGET));
    }

    private static OneInputStreamOperatorTestHarness<AdmittedDocument, PreparedDocument> harness(
            ChunkingConfig config, InferenceConfig inference) throws Exception {
        return harness(config, inference, "now");
    }

    private static OneInputStreamOperatorTestHarness<AdmittedDocument, PreparedDocument> harness(
            ChunkingConfig config, InferenceConfig inference, String configuration) throws Exception {
        return new OneInputStreamOperatorTestHarness<>(
                PreparationFunction.operator(
                        new PreparationFunction(config, inference, 1 << 20),
                        4,
                        new ConfigurationFingerprint(configuration, "models", "smaller models", true, false, true)),
                TypeInformation.of(AdmittedDocument.class).createSerializer(new SerializerConfigImpl()));
    }
}
