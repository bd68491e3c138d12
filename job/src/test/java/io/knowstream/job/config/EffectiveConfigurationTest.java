package io.knowstream.job.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
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

    /** Private keys and certificates' passwords go by other names than those that Flink hides. */
    @Test
    void hidesWhatKafkaDefinesAsASecret() {
        Map<String, String> secrets = Map.of(
                "kafka.properties.sasl.jaas.config", "geheim",
                "kafka.properties.ssl.keystore.key", "geheim",
                "kafka.properties.ssl.truststore.certificates", "geheim",
                "kafka.properties.sasl.oauthbearer.client.credentials.client.secret", "geheim");
        assertThat(load(secrets).describe())
                .noneMatch(line -> line.contains("geheim"))
                .contains("kafka.properties.ssl.keystore.key = ****** (command line)");
    }

    @Test
    void hidesSecretsInPropertiesThatAreGivenAtOnce() throws IOException {
        String together = "kafka.properties: 'ssl.key.password:geheim,client.rack:r1'";
        EffectiveConfiguration config = EffectiveConfiguration.load(file(together), Map.of());
        assertThat(config.get(KafkaOptions.PROPERTIES)).containsEntry("ssl.key.password", "geheim");
        assertThat(config.describe())
                .noneMatch(line -> line.contains("geheim"))
                .contains("kafka.properties.client.rack = r1 (" + directory.resolve("knowstream.yaml") + ")");
    }

    @Test
    void repeatsNoSecretInAnError() {
        String secret = "geheim";
        for (String yaml : List.of(
                "kafka.properties: 'ssl.key.password=" + secret + "'",
                "kafka.properties.sasl.jaas.config: [" + secret + "]",
                "kafka.properties.sasl.jaas.config: a: " + secret,
                "kafka.properties.sasl.jaas.config: \"" + secret,
                "kafka.properties.sasl.jaas.config: '" + secret + "'\n  x")) {
            assertThatThrownBy(() -> EffectiveConfiguration.load(file(yaml), Map.of()))
                    .as(yaml)
                    .isInstanceOf(InvalidConfigurationException.class)
                    .satisfies(e -> assertThat(stackTrace(e)).doesNotContain(secret));
        }
    }

    private static String stackTrace(Throwable e) {
        StringWriter text = new StringWriter();
        e.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    @Test
    void saysWhichSecretsAreOnTheCommandLine() throws IOException {
        String advice = " is in the clear on the command line, where others can read it: set it in a file, or as"
                + " ${env:NAME}, ${file:PATH:KEY} or ${directory:PATH:FILE}";
        assertThat(load(Map.of("kafka.properties.ssl.key.password", "geheim", "chunking.max", "512"))
                        .exposed())
                .containsExactly("kafka.properties.ssl.key.password" + advice);
        assertThat(load(Map.of("kafka.properties", "ssl.key.password:geheim")).exposed())
                .containsExactly("kafka.properties.ssl.key.password" + advice);
        assertThat(load(Map.of("kafka.properties.ssl.key.password", "${env:KEY_PASSWORD}"))
                        .exposed())
                .isEmpty();
        assertThat(EffectiveConfiguration.load(file("kafka.properties.ssl.key.password: geheim"), Map.of())
                        .exposed())
                .isEmpty();
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
