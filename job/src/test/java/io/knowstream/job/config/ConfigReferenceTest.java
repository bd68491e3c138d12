package io.knowstream.job.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.flink.configuration.ConfigOption;
import org.junit.jupiter.api.Test;

class ConfigReferenceTest {

    private static final Path FILE = Path.of("../conf/knowstream.yaml");

    /** {@code mvn test -Dtest=ConfigReferenceTest -Dknowstream.reference=write} writes the file anew. */
    @Test
    void isTheShippedFile() throws IOException {
        if ("write".equals(System.getProperty("knowstream.reference"))) {
            Files.writeString(FILE, ConfigReference.render());
        }
        assertThat(FILE).hasContent(ConfigReference.render());
    }

    @Test
    void changesNothingWhereAllOfItIsSet() throws IOException {
        Path uncommented = Files.createTempFile("knowstream", ".yaml");
        Files.writeString(
                uncommented,
                ConfigReference.render()
                        .lines()
                        .filter(line -> line.matches("#[a-z][^ ]*: .*"))
                        .map(line -> line.substring(1))
                        .collect(Collectors.joining("\n")));
        EffectiveConfiguration set = EffectiveConfiguration.load(uncommented, Map.of());
        EffectiveConfiguration defaults = EffectiveConfiguration.load(null, Map.of());
        for (ConfigOption<?> option : KnownKeys.all()) {
            if (option.hasDefaultValue()) {
                assertThat(set.get(option)).as(option.key()).isEqualTo(option.defaultValue());
                assertThat(defaults.get(option)).as(option.key()).isEqualTo(option.defaultValue());
            }
        }
        Files.delete(uncommented);
    }

    @Test
    void namesEachKeyOnce() {
        assertThat(KnownKeys.all()).extracting(ConfigOption::key).doesNotHaveDuplicates();
    }
}
