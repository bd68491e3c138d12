package io.knowstream.index.elasticsearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ElasticsearchConfigTest {

    @TempDir
    private Path folder;

    private static ElasticsearchConfig of(String user, String passwordFile, String apiKeyFile) {
        return new ElasticsearchConfig(
                List.of("https://search:9200"),
                "graph",
                1,
                1,
                Duration.ofSeconds(1),
                null,
                user,
                passwordFile,
                apiKeyFile,
                null);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "search:9200",
                "https://search",
                "ftp://search:1",
                "https://",
                "",
                "https://a b:1",
                "https://a:1/b",
                "https://a:1?b"
            })
    void refusesWhatIsNoAddress(String host) {
        assertThatThrownBy(() -> ElasticsearchConfig.at(host))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("index.elasticsearch.hosts must be addresses such as https://search-1:9200")
                .hasMessageContaining("(got " + host + ")");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://elastic:geheim@search:9200",
                "https://elastic:ge/heim@search:9200",
                "https://elastic:ge@heim@search:9200",
                "elastic:geheim@search:9200",
                "https://elastic:ge heim@search:9200"
            })
    void aPasswordInAnAddressIsRefusedAndNotShown(String host) {
        assertThatThrownBy(() -> ElasticsearchConfig.at(host))
                .hasMessageContaining("(got ...@search:9200)")
                .hasMessageNotContaining("heim")
                .hasNoCause();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Graph", "-graph", "graph*", "a/b"})
    void refusesWhatIsNoBeginningOfAName(String prefix) {
        assertThatThrownBy(() -> new ElasticsearchConfig(
                        List.of("http://search:9200"),
                        prefix,
                        1,
                        0,
                        Duration.ofSeconds(1),
                        null,
                        null,
                        null,
                        null,
                        null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("(got '" + prefix + "')");
    }

    @Test
    void refusesContradictionsAboutWhoAsks() {
        assertThatThrownBy(() -> of("writer", null, "key"))
                .hasMessage(
                        "index.elasticsearch.username and index.elasticsearch.api-key-file cannot both say who asks");
        assertThatThrownBy(() -> of(null, "password", null))
                .hasMessage("index.elasticsearch.password-file needs index.elasticsearch.username, which is not set");
    }

    @Test
    void secretsComeFromFilesOrTheEnvironment() throws IOException {
        String password =
                Files.writeString(folder.resolve("password"), "tr0ub4dor\n").toString();
        String key = Files.writeString(folder.resolve("key"), "a2V5\n").toString();
        Map<String, String> environment = Map.of(
                ElasticsearchConfig.PASSWORD_VARIABLE, "fallback", ElasticsearchConfig.API_KEY_VARIABLE, "ZWNobw==");

        assertThat(ElasticsearchConnection.authorization(of("writer", password, null), environment))
                .isEqualTo("Basic d3JpdGVyOnRyMHViNGRvcg==");
        assertThat(ElasticsearchConnection.authorization(of("writer", null, null), environment))
                .isEqualTo("Basic d3JpdGVyOmZhbGxiYWNr");
        assertThat(ElasticsearchConnection.authorization(of(null, null, key), environment))
                .isEqualTo("ApiKey a2V5");
        assertThat(ElasticsearchConnection.authorization(of(null, null, null), environment))
                .isEqualTo("ApiKey ZWNobw==");
        assertThat(ElasticsearchConnection.authorization(of(null, null, null), Map.of()))
                .isNull();
    }

    @Test
    void saysWhichSecretIsMissing() throws IOException {
        assertThatThrownBy(() -> ElasticsearchConnection.authorization(of("writer", null, null), Map.of()))
                .hasMessageContaining("index.elasticsearch.password-file")
                .hasMessageContaining(ElasticsearchConfig.PASSWORD_VARIABLE);
        Path missing = folder.resolve("missing");
        assertThatThrownBy(
                        () -> ElasticsearchConnection.authorization(of("writer", missing.toString(), null), Map.of()))
                .isInstanceOf(IOException.class)
                .hasMessage("index.elasticsearch.password-file must name a file that this process can read (got "
                        + missing + ")");
        Path empty = Files.writeString(folder.resolve("empty"), "\n");
        assertThatThrownBy(() -> ElasticsearchConnection.authorization(of(null, null, empty.toString()), Map.of()))
                .isInstanceOf(IOException.class)
                .hasMessage("index.elasticsearch.api-key-file names an empty file, " + empty);
    }
}
