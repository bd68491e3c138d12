package io.knowstream.inference.roles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.knowstream.inference.ModelException;
import io.knowstream.inference.ModelUnavailableException;
import io.knowstream.inference.catalogue.CatalogueConfig;
import io.knowstream.inference.catalogue.ModelCatalogue;
import io.knowstream.inference.encoder.BertTokenClassifier;
import io.knowstream.inference.encoder.Embedder;
import io.knowstream.inference.encoder.TestingBert;
import io.knowstream.inference.encoder.TextSpan;
import io.knowstream.inference.encoder.TokenClassifier;
import io.knowstream.inference.grounded.GroundedEntities;
import io.knowstream.inference.grounded.NamedSpan;
import io.knowstream.inference.grounded.Schema;
import io.knowstream.inference.pool.Lease;
import io.knowstream.inference.pool.ModelPool;
import io.knowstream.inference.pool.PoolConfig;
import io.knowstream.metrics.Recorder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** In a pool with room for one model that is not pinned. */
@Timeout(30)
class RoleModelsTest {

    private static final Duration LONG = Duration.ofMinutes(5);
    private static final String TEXT = "Marie Curie was born in Warsaw.";

    @TempDir
    static Path folder;

    private InferenceConfig config;
    private Lease<ModelPool> pool;
    private RoleModels models;

    @BeforeAll
    static void write() throws IOException {
        TestingBert.entities(folder);
        TestingBert.embedder(folder);
        TestingLanguageModels.write(folder);
    }

    @BeforeEach
    void open() {
        String all = TestingBert.CATALOGUE + TestingLanguageModels.CATALOGUE.replace("models:\n", "");
        config = new InferenceConfig(
                new CatalogueConfig(folder.toString(), all),
                new PoolConfig(256L << 20, 1, Duration.ofMinutes(5), 32L << 20, Duration.ZERO, null));
        pool = ModelPool.shared(config.pool());
        models = RoleModels.open(config, Recorder.NONE);
    }

    @AfterEach
    void closeAndLeaveNothing() {
        models.close();
        models.close();
        assertThat(pool.value().loadedModels()).allMatch(model -> model.leases() == 0);
        assertThat(pool.value().workingBytes()).isZero();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("decoder "));
        pool.close();
    }

    private List<NamedSpan> named(LanguageModel model, GroundedEntities entities) {
        return GroundedEntities.merge(model.runAll(entities.tasks(TEXT, null)).join());
    }

    @Test
    void encodersAndLanguageModelsTakeTurnsInOneSlotAndAnswerAlike() throws Exception {
        models.hold(TokenClassifier.of(models.find(ModelCatalogue.ENTITIES)));
        Borrowed<BertTokenClassifier> entities = models.borrow(BertTokenClassifier.of(models.find("bert-ner")));
        Embedder embedder = models.embedder("bert-embedder");
        LanguageModel language = models.languageModel("lm-bits", 1, LONG);
        GroundedEntities grounded =
                new GroundedEntities(Schema.builtIn(), language.tokenizer(), language.style(), LanguageModel.WINDOW);

        List<TextSpan> spans = entities.use(model -> model.classify(TEXT));
        float[] vector = embedder.embed(TEXT);
        List<NamedSpan> names = named(language, grounded);
        assertThat(spans).extracting(TextSpan::type).containsExactly("Person", "Location");

        List<CompletableFuture<Void>> users = new ArrayList<>();
        for (int user = 0; user < 2; user++) {
            users.add(CompletableFuture.runAsync(() -> {
                for (int round = 0; round < 2; round++) {
                    List<TextSpan> again = entities.use(model -> model.classify(TEXT));
                    assertThat(again).isEqualTo(spans);
                    assertThat(embedder.embed(TEXT)).isEqualTo(vector);
                    assertThat(named(language, grounded)).isEqualTo(names);
                    assertThat(pool.value().loadedModels()).hasSizeLessThanOrEqualTo(2);
                }
            }));
        }
        for (CompletableFuture<Void> user : users) {
            user.get(25, TimeUnit.SECONDS);
        }
        assertThat(pool.value().loadedModels())
                .anySatisfy(model -> assertThat(model.name()).isEqualTo(ModelCatalogue.ENTITIES));
    }

    @Test
    void knowsWhatFillsARole() {
        assertThat(models.isLanguageModel("lm-plain")).isTrue();
        assertThat(models.isLanguageModel("bert-ner")).isFalse();
        assertThat(RoleModels.readsFeatures(models.find(ModelCatalogue.EMBEDDING)))
                .isTrue();
        assertThat(RoleModels.readsFeatures(models.find("bert-ner"))).isFalse();
        assertThatThrownBy(() -> models.languageModel("nowhere", 1, LONG))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("nowhere");
    }

    @Test
    void closingCancelsWhatIsUnderWay() {
        LanguageModel served = models.languageModel("lm-plain", 1, LONG);
        LanguageModel other = models.languageModel("lm-floats", 0, LONG);
        List<CompletableFuture<List<List<NamedSpan>>>> said = new ArrayList<>();
        for (LanguageModel model : List.of(served, other)) {
            GroundedEntities grounded =
                    new GroundedEntities(Schema.builtIn(), model.tokenizer(), model.style(), LanguageModel.WINDOW);
            for (int i = 0; i < 3; i++) {
                said.add(model.runAll(grounded.tasks(TEXT.repeat(20), null)));
            }
        }
        models.close();
        assertThat(said).allMatch(CompletableFuture::isDone);
        assertThat(said.get(said.size() - 1)).isCompletedExceptionally();
    }

    @Test
    void whoIsInterruptedInLineHearsThatNoModelWasToBeHad() throws Exception {
        Borrowed<BertTokenClassifier> entities = models.borrow(BertTokenClassifier.of(models.find("bert-ner")));
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> entities.use(model -> model.classify(TEXT)))
                .isInstanceOf(ModelUnavailableException.class)
                .hasMessageContaining("bert-ner");
        assertThat(Thread.interrupted()).isTrue();
    }
}
