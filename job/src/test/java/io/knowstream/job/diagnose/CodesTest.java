package io.knowstream.job.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The documentation says what the commands say. */
class CodesTest {

    @Test
    void everyCodeIsOneRowOfTheDocumentation() throws Exception {
        List<String> rows = Files.readAllLines(Path.of("../docs/diagnose.md")).stream()
                .filter(line -> line.matches("\\| `[a-z]+\\..*"))
                .toList();
        assertThat(rows)
                .containsExactlyElementsOf(
                        Codes.ALL.stream().map(CodesTest::row).toList());
    }

    private static String row(Code code) {
        return "| `" + code.id() + "` | " + code.severity().name().toLowerCase(Locale.ROOT) + " | "
                + text(code.message()) + " | " + text(code.nextStep()) + " |";
    }

    private static String text(String withFigures) {
        return withFigures.replaceAll("\\{\\d}", "…").replace("|", "\\|");
    }

    @Test
    void idsAreUniqueAndBeginWithTheirArea() {
        assertThat(Codes.ALL).extracting(Code::id).doesNotHaveDuplicates().allMatch(id -> id.matches("[a-z0-9.-]+"));
    }

    @Test
    void figuresComeIntoBothTexts() {
        Finding finding = KafkaCodes.TOPIC_MISSING.found("documents", "kafka.topics.documents", "localhost:9092");
        assertThat(finding.message())
                .isEqualTo("there is no topic documents (kafka.topics.documents) at localhost:9092");
        assertThat(finding.nextStep())
                .isEqualTo("Make it: kafka-topics.sh --create --topic documents --partitions N --bootstrap-server"
                        + " localhost:9092; or correct kafka.topics.documents.");
    }
}
