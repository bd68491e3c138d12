package io.knowstream.job.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EffectiveConfigurationTest {

    @TempDir
    private Path directory;

    @Test
    void laysTheLayersOverOneAnother() throws IOException {
        Path file = file(
                """
                preset: speed
                chunking:
                  max: 900
                chunking.min: 90
                """);
        EffectiveConfiguration config = EffectiveConfiguration.load(file, Map.of("chunking.min", "80"));
        assertThat(config.get(ChunkingOptions.MIN)).isEqualTo(80);
        assertThat(config.get(ChunkingOptions.MAX)).isEqualTo(900);
        assertThat(config.get(ChunkingOptions.OVERLAP)).isEqualTo(32);
        assertThat(config.get(ChunkingOptions.SEMANTIC)).isTrue();
        assertThat(config.source("chunking.min")).isEqualTo("command line");
        assertThat(config.source("chunking.max")).isEqualTo(file.toString());
        assertThat(config.source("chunking.overlap")).isEqualTo("preset speed");
        assertThat(config.source("chunking.semantic")).isEqualTo("default");
    }

    @Test
    void laysACommandsDefaultsUnderThePreset() {
        EffectiveConfiguration config = EffectiveConfiguration.load(
                Map.of("index.path", "x", "checkpoint.interval", "1 s"), null, Map.of("index.path", "y"));
        assertThat(config.get(IndexOptions.PATH)).isEqualTo("y");
        assertThat(config.source("checkpoint.interval")).isEqualTo("local command");
    }

    @Test
    void takesThePresetOfTheCommandLineFirst() throws IOException {
        EffectiveConfiguration config = EffectiveConfiguration.load(file("preset: speed"), Map.of("preset", "edge"));
        assertThat(config.get(ChunkingOptions.MAX)).isEqualTo(512);
    }

    @Test
    void describesEveryKeyWithItsSourceAndHidesSecrets() throws IOException {
        EffectiveConfiguration config = EffectiveConfiguration.load(
                file("kafka: {properties: {ssl.key.password: geheim, client.rack: r1}}"),
                Map.of("models.budget", "1 gb"));
        List<String> lines = config.describe();
        assertThat(lines)
                .contains(
                        "models.budget = 1 gb (command line)",
                        "chunking.max = 2048 (preset builtin)",
                        "documents.tombstone-retention = 7 d (default)",
                        "index.work-directory = not set (default)",
                        "kafka.properties.client.rack = r1 (" + directory.resolve("knowstream.yaml") + ")")
                .noneMatch(line -> line.contains("geheim"))
                .anyMatch(line -> line.startsWith("kafka.properties.ssl.key.password = ***"))
                .isSorted();
        assertThat(lines).hasSize(KnownKeys.all().size() - 1 + 2);
        assertThat(config.get(KafkaOptions.PROPERTIES))
                .isEqualTo(Map.of("ssl.key.password", "geheim", "client.rack", "r1"));
    }

    @Test
    void refusesUnknownKeysNamingTheNearest() {
        assertThatThrownBy(() -> load(Map.of("chunkin.max", "1")))
                .hasMessage("unknown key chunkin.max (command line); the nearest is chunking.max");
        assertThatThrownBy(() -> load(Map.of("rejected.maxbytes", "1")))
                .hasMessage("unknown key rejected.maxbytes (command line); the nearest is rejected.max-bytes");
        assertThatThrownBy(() -> EffectiveConfiguration.load(file("index:\n  shard: 3\n"), Map.of()))
                .hasMessage("unknown key index.shard (" + directory.resolve("knowstream.yaml")
                        + "); the nearest is index.shards");
    }

    @Test
    void saysWhatAKeyOfTheGuideIsCalledHere() {
        assertThatThrownBy(() -> load(Map.of("max_chunk_size", "512")))
                .hasMessage("max_chunk_size (command line) is called chunking.max here");
    }

    @Test
    void refusesValuesOfTheWrongType() {
        assertThatThrownBy(() -> load(Map.of("chunking.max", "many")))
                .hasMessageStartingWith("chunking.max cannot be 'many' (command line): ");
        assertThatThrownBy(() -> load(Map.of("models.budget", "-1")))
                .hasMessageStartingWith("models.budget cannot be '-1' (command line): ");
        assertThatThrownBy(() -> load(Map.of("checkpoint.interval", "soon")))
                .hasMessageStartingWith("checkpoint.interval cannot be 'soon' (command line): ");
        assertThatThrownBy(() -> load(Map.of("quality.validation", "ja")))
                .hasMessageStartingWith("quality.validation cannot be 'ja' (command line): ");
    }

    @Test
    void refusesFilesThatSayNothingClear() {
        assertThatThrownBy(() -> EffectiveConfiguration.load(directory.resolve("none.yaml"), Map.of()))
                .hasMessageContaining("none.yaml cannot be read");
        assertThatThrownBy(() -> EffectiveConfiguration.load(file("- a\n- b\n"), Map.of()))
                .hasMessageContaining("must hold settings of the form key: value");
        assertThatThrownBy(() -> EffectiveConfiguration.load(file("a: [b\n"), Map.of()))
                .hasMessageContaining("is no valid YAML at line");
        assertThatThrownBy(() -> EffectiveConfiguration.load(file("chunking.max: 1\nchunking.max: 2\n"), Map.of()))
                .hasMessageContaining("is no valid YAML at line 2");
        assertThatThrownBy(() -> EffectiveConfiguration.load(file("chunking.max: 1\nchunking: {max: 2}\n"), Map.of()))
                .hasMessageStartingWith("chunking.max is set twice");
        assertThatThrownBy(() -> EffectiveConfiguration.load(file("chunking.max: [1]\n"), Map.of()))
                .hasMessageContaining("must be a single value (got [1])");
    }

    @Test
    void takesAFileOfCommentsForNone() throws IOException {
        assertThat(EffectiveConfiguration.load(file("# nothing\n"), Map.of()).describe())
                .isEqualTo(load(Map.of()).describe());
    }

    private static EffectiveConfiguration load(Map<String, String> settings) {
        return EffectiveConfiguration.load(null, settings);
    }

    private Path file(String yaml) throws IOException {
        return Files.writeString(directory.resolve("knowstream.yaml"), yaml);
    }
}
