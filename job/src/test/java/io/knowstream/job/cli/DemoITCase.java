package io.knowstream.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class DemoITCase {

    @TempDir
    private Path directory;

    @Test
    void showsAGraphAndHowToAskIt() {
        String data = directory.resolve("data").toString();
        CommandLineRun run = CommandLineRun.of("demo", "--exit", "--data", data);
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        assertThat(run.out())
                .contains("Flink    http://127.0.0.1:")
                .contains("Metrics  http://127.0.0.1:")
                .contains("sent     16 documents")
                .contains("graph    16 documents")
                .contains("The busiest entities")
                .contains("$ ./knowstream query entity \"")
                .contains("$ ./knowstream query relationships \"")
                .contains("$ ./knowstream query path \"")
                .contains("$ ./knowstream query semantic \"")
                .contains("$ ./knowstream export")
                .contains("$ ./knowstream explore --data " + data)
                .contains(" --data " + data)
                .contains("-->");
        assertThat(CommandLineRun.of("query", "entity", "Marie Curie", "--data", data)
                        .out())
                .startsWith("Marie Curie (Person)");
    }
}
