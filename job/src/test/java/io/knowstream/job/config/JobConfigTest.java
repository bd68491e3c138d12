package io.knowstream.job.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.knowstream.chunking.ChunkingConfig;
import io.knowstream.documents.DocumentsConfig;
import io.knowstream.extraction.ExtractionConfig;
import io.knowstream.graph.ConfigurationFingerprint;
import io.knowstream.index.IndexConfig;
import io.knowstream.index.elasticsearch.ElasticsearchConfig;
import io.knowstream.inference.catalogue.ModelCatalogue;
import io.knowstream.inference.pool.PoolConfig;
import io.knowstream.job.kafka.DocumentLimits;
import io.knowstream.job.kafka.KafkaConfig;
import io.knowstream.resolution.ResolutionConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobConfigTest {

    @Test
    void hasTheseDefaults() {
        JobConfig config = load(Map.of());
        assertThat(config.limits()).isEqualTo(new DocumentLimits(4 << 20, 64 << 10));
        assertThat(config.rejectedMaxBytes()).isEqualTo(512 << 10);
        assertThat(config.extraction())
                .isEqualTo(new ExtractionConfig(
                        ModelCatalogue.ENTITIES,
                        ModelCatalogue.RELATIONS,
                        ModelCatalogue.EMBEDDING,
                        0.6,
                        0.5,
                        1,
                        64,
                        Duration.ofMinutes(5),
                        64L << 20));
        assertThat(config.inference().pool())
                .isEqualTo(
                        new PoolConfig(512L << 20, 3, Duration.ofMinutes(5), 200_000_000, Duration.ofSeconds(1), null));
        assertThat(config.documents())
                .isEqualTo(new DocumentsConfig(Duration.ofDays(7), false, 10, Duration.ofMinutes(10)));
        assertThat(config.chunking())
                .isEqualTo(new ChunkingConfig(2048, 128, 64, true, true, ModelCatalogue.EMBEDDING));
        assertThat(config.preparationCacheBytes()).isEqualTo(16 << 20);
        assertThat(config.index()).isEqualTo(IndexConfig.at("/index"));
        assertThat(config.elasticsearch()).isNull();
        assertThat(config.resolution()).isEqualTo(new ResolutionConfig(true, Duration.ofDays(7)));
        assertThat(config.kafka())
                .isEqualTo(new KafkaConfig(
                        "localhost:9092",
                        "documents",
                        "documents-rejected",
                        "graph-changes",
                        "knowstream",
                        "knowstream",
                        Duration.ofMinutes(15),
                        Map.of()));
        assertThat(config.flink())
                .isEqualTo(new FlinkSettings(
                        128, Duration.ofSeconds(10), Duration.ofMinutes(10), Duration.ofMinutes(1), 0));
    }

    @Test
    void indicesInElasticsearchNeedNoDirectory() {
        JobConfig config = JobConfig.of(EffectiveConfiguration.load(
                null,
                Map.of(
                        "index.kind", "elasticsearch",
                        "index.elasticsearch.hosts", "https://a:9200, https://b:9200",
                        "index.elasticsearch.username", "writer",
                        "index.rebuild", "again")));
        assertThat(config.index()).isNull();
        assertThat(config.elasticsearch())
                .isEqualTo(new ElasticsearchConfig(
                        List.of("https://a:9200", "https://b:9200"),
                        "knowstream",
                        1,
                        1,
                        Duration.ofSeconds(1),
                        null,
                        "writer",
                        null,
                        null,
                        "again@elasticsearch"));
        assertThat(config.resolution().rebuild()).isEqualTo("again@elasticsearch");
    }

    @Test
    void aWordForARebuildIsItselfInIndicesOfLucene() {
        JobConfig config = JobConfig.of(
                EffectiveConfiguration.load(null, Map.of("index.path", "/index", "index.rebuild", "again")));
        assertThat(config.index().rebuild()).isEqualTo("again");
        assertThat(config.resolution().rebuild()).isEqualTo("again");
    }

    @Test
    void aPasswordInAnAddressIsNeitherShownNorLogged() {
        EffectiveConfiguration config = EffectiveConfiguration.load(
                null,
                Map.of(
                        "index.kind", "elasticsearch",
                        "index.elasticsearch.hosts", "https://elastic:ge,heim@a:9200"));
        assertThat(config.describe()).noneMatch(line -> line.contains("heim"));
        assertThatThrownBy(() -> JobConfig.of(config))
                .hasMessageContaining("(got ...@a:9200)")
                .hasMessageNotContaining("elastic:ge");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        documents.max-content             | 1 kb  | documents.max-metadata must be between 0 and documents.max-content = 1024 bytes (got 65536)
        documents.max-content             | 4 gb  | documents.max-content must be at most 2147483647 bytes (got 4294967296)
        documents.tombstone-retention     | 0 s   | documents.tombstone-retention must be
        reprocess.rate                    | 0     | reprocess.rate must be between 0.001 and 1000 documents a second (got 0.0)
        index.kind                        | solr  | index.kind cannot be 'solr' (command line)
        models.when-limited               | queue | models.when-limited cannot be 'queue' (command line)
        rejected.max-bytes                | 1 mb  | rejected.max-bytes must be at most 716800 bytes (got 1048576)
        extraction.min-entity-confidence  | 1.5   | extraction.min-entity-confidence must be between 0 and 1 (got 1.5)
        profile.every                     | -1    | profile.every must be at least 1, or 0 for none (got -1)
        extraction.threads                | 0     | extraction.threads must be at least 1 (got 0)
        kafka.topics.rejected             | graph-changes | kafka.topics.documents, .rejected and .changes must differ
        """)
    void namesTheKeyTheValueAndWhatIsAllowed(String key, String value, String message) {
        assertThatThrownBy(() -> load(Map.of(key, value)))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void failsAtOnceWhereAModelIsMissing() {
        assertThatThrownBy(() -> load(Map.of("preset", "quality")))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageStartingWith("models that are not installed");
    }

    private static JobConfig load(Map<String, String> settings) {
        Map<String, String> withIndex = new TreeMap<>(settings);
        withIndex.putIfAbsent("index.path", "/index");
        return JobConfig.of(EffectiveConfiguration.load(null, withIndex));
    }

    @Test
    void whatIsMeasuredChangesNoFingerprint() {
        JobConfig measured = load(Map.of("profile.every", "10"));
        assertThat(measured.flink().profileEvery()).isEqualTo(10);
        assertThat(measured.fingerprint()).isEqualTo(load(Map.of()).fingerprint());
    }

    @Test
    void asksForThePathOfTheIndex() {
        assertThatThrownBy(() -> JobConfig.of(EffectiveConfiguration.load(null, Map.of())))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageStartingWith("index.path is not set");
    }

    @Test
    void degradesWhereItIsToldTo() {
        JobConfig config =
                load(Map.of("models.when-limited", "degrade", "reprocess.rate", "0.5", "reprocess.patience", "2 s"));
        assertThat(config.models().whenLimited()).isEqualTo(WhenLimited.DEGRADE);
        assertThat(config.documents())
                .isEqualTo(new DocumentsConfig(Duration.ofDays(7), true, 0.5, Duration.ofSeconds(2)));
    }

    @Test
    void theSmallerModelsOfTheRolesAreTheBuiltInOnes() {
        JobConfig config = load(Map.of());
        assertThat(config.degradedExtraction()).isEqualTo(config.extraction());
        assertThat(config.degradedFingerprint()).isEqualTo(config.extractionFingerprint());
        ExtractionConfig larger = config.extraction().withModels("large-entities", "large-relations");
        JobConfig withLarger = new JobConfig(
                config.limits(),
                config.rejectedMaxBytes(),
                config.documents(),
                config.inference(),
                config.models(),
                config.chunking(),
                config.preparationCacheBytes(),
                larger,
                config.resolution(),
                config.index(),
                config.elasticsearch(),
                config.kafka(),
                config.flink());
        assertThat(withLarger.degradedExtraction()).isEqualTo(config.extraction());
    }

    @Test
    void howTheGraphIsReachedIsNotInTheFingerprint() {
        assertThat(load(Map.of("models.when-limited", "degrade", "reprocess.rate", "1"))
                        .fingerprint())
                .isEqualTo(load(Map.of()).fingerprint());
    }

    @Test
    void whatTheGraphDependsOnIsInTheFingerprint() {
        ConfigurationFingerprint fingerprint = load(Map.of()).fingerprint();
        assertThat(load(Map.of("chunking.max", "1024")).fingerprint()).isNotEqualTo(fingerprint);
        assertThat(load(Map.of("extraction.min-entity-confidence", "0.9")).fingerprint())
                .isNotEqualTo(fingerprint);
        JobConfig open = load(Map.of("extraction.open-relations", "true"));
        assertThat(open.extraction().openRelations()).isTrue();
        assertThat(open.fingerprint()).isNotEqualTo(fingerprint);
        assertThat(load(Map.of("extraction.threads", "2", "index.shards", "2")).fingerprint())
                .isEqualTo(fingerprint);
    }
}
