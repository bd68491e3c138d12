package io.knowstream.job.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

class MetricsTableTest {

    /** {@code mvn test -Dtest=MetricsTableTest -Dknowstream.reference=write} writes the file anew. */
    @Test
    void isTheShippedFile() throws IOException {
        if ("write".equals(System.getProperty("knowstream.reference"))) {
            Files.writeString(MetricsTable.FILE, MetricsTable.render());
        }
        assertThat(Files.readString(MetricsTable.FILE)).isEqualTo(MetricsTable.render());
        assertThat(MetricsTable.render())
                .as("a description for each, an operator for each")
                .doesNotContain("| null |")
                .doesNotContain("| ? |");
    }
}
