package io.knowstream.extraction;

import static org.assertj.core.api.Assertions.assertThat;

import io.knowstream.graph.Confidence;
import io.knowstream.graph.Mention;
import io.knowstream.inference.catalogue.CatalogueConfig;
import io.knowstream.inference.decoder.Grammar;
import io.knowstream.inference.grounded.GroundedRelations;
import io.knowstream.inference.grounded.GroundedTask;
import io.knowstream.inference.grounded.Schema;
import io.knowstream.inference.pool.PoolConfig;
import io.knowstream.inference.roles.InferenceConfig;
import io.knowstream.inference.roles.LanguageModel;
import io.knowstream.inference.roles.RoleModels;
import io.knowstream.inference.roles.TestingLanguageModels;
import io.knowstream.metrics.Metric;
import io.knowstream.metrics.NoOpRecorder;
import io.knowstream.metrics.Recorder;
import io.knowstream.metrics.StageClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stages of a language model, of random weights: what their bounds keep out is counted. */
class GroundedStagesTest {

    private static final Schema SCHEMA = Schema.builtIn();

    @TempDir
    private Path folder;

    private RoleModels models;
    private LanguageModel model;
    private final Counts counts = new Counts();

    @BeforeEach
    void open() throws IOException {
        TestingLanguageModels.write(folder);
        models = RoleModels.open(
                new InferenceConfig(
                        new CatalogueConfig(folder.toString(), TestingLanguageModels.CATALOGUE),
                        PoolConfig.of(256L << 20)),
                Recorder.NONE);
        model = models.languageModel("lm-floats", 1, Duration.ofMinutes(1));
    }

    @AfterEach
    void close() {
        models.close();
    }

    /** A list of random choices is short; which lists are cut is for the tests of the grammars. */
    @Test
    void windowsWhoseListIsCutAreCounted() {
        GroundedEntityStage.countCut(
                List.of(new Listed(true), new Listed(false), new Listed(true)), Metric.WINDOWS_CUT_NAMES, counts);
        assertThat(counts.of(Metric.WINDOWS_CUT_NAMES)).isEqualTo(2);
        Counts ofStage = new Counts();
        new GroundedEntityStage(model, SCHEMA, 0, ofStage)
                .find(new ChunkText(text(150)), null, StageClock.OFF)
                .join();
        assertThat(ofStage.sums).containsEntry(Metric.WINDOWS_CUT_NAMES, 0L);
    }

    /** A task that ran to its end. */
    private record Listed(boolean isCut) implements GroundedTask<String> {
        @Override
        public int[] sharedPrefix() {
            return Grammar.NONE;
        }

        @Override
        public int[] prompt() {
            return Grammar.NONE;
        }

        @Override
        public Grammar grammar() {
            throw new IllegalStateException("it ran already");
        }

        @Override
        public int maxTokens() {
            return 0;
        }

        @Override
        public String result() {
            return "";
        }

        @Override
        public int entitiesLeftOut() {
            return 0;
        }
    }

    @Test
    void aWindowFullOfEntitiesIsReadAndThoseLeftOutAreCounted() {
        int entities = GroundedRelations.MAX_ENTITIES + 7;
        ChunkText chunk = new ChunkText(text(entities));
        List<Mention> mentions = new ArrayList<>();
        for (int i = 0; i < entities; i++) {
            mentions.add(new Mention(4 * i, 4 * i + 3, name(i), "Person", Confidence.of(1)));
        }
        new GroundedRelationshipStage(model, SCHEMA, 0, counts)
                .find(chunk, mentions, null, StageClock.OFF)
                .join();
        assertThat(counts.of(Metric.WINDOW_ENTITIES_LEFT_OUT)).isEqualTo(7);
        assertThat(counts.sums).containsKey(Metric.WINDOWS_CUT_RELATIONS);
    }

    private static String text(int names) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < names; i++) {
            text.append(name(i)).append(' ');
        }
        return text.toString();
    }

    private static String name(int i) {
        return "N" + (char) ('a' + i / 26) + (char) ('a' + i % 26);
    }

    /** Sums of counters. */
    private static final class Counts extends NoOpRecorder {

        private final Map<Metric, Long> sums = new EnumMap<>(Metric.class);

        synchronized long of(Metric counter) {
            return sums.getOrDefault(counter, 0L);
        }

        @Override
        public synchronized void add(Metric counter, String labelValue, long count) {
            sums.merge(counter, count, Long::sum);
        }
    }
}
