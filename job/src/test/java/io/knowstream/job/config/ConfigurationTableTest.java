package io.knowstream.job.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import org.apache.flink.configuration.ConfigOption;
import org.junit.jupiter.api.Test;

class ConfigurationTableTest {

    /** {@code mvn test -Dtest=ConfigurationTableTest -Dknowstream.reference=write} writes the file anew. */
    @Test
    void isTheShippedFile() throws Exception {
        if ("write".equals(System.getProperty("knowstream.reference"))) {
            Files.writeString(ConfigurationTable.FILE, ConfigurationTable.render());
        }
        assertThat(Files.readString(ConfigurationTable.FILE)).isEqualTo(ConfigurationTable.render());
    }

    @Test
    void hasARowForEachKey() throws Exception {
        assertThat(ConfigurationTable.render().lines().filter(line -> line.matches("\\| `[^`]+` \\| [^|]+ \\|.*")))
                .hasSizeGreaterThanOrEqualTo(KnownKeys.all().size());
        for (ConfigOption<?> option : KnownKeys.all()) {
            assertThat(ConfigurationTable.render()).contains("\n| `" + option.key() + "` | ");
        }
    }
}
