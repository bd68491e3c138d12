package io.knowstream.job.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules of {@code conf/prometheus}, as Prometheus' own tool judges them, and what it does not ask for. */
class AlertsTest {

    private static final String COMMAND =
            "(?s).*\\./knowstream (diagnose (memory|speed|kafka|state|config)|report)\\b.*";

    @ParameterizedTest
    @CsvSource({"check,config,prometheus.yml", "check,rules,alerts.yml", "test,rules,alerts.test.yml"})
    void promtoolIsContent(String verb, String what, String file) throws Exception {
        Optional<Path> promtool = TestingPrometheus.executable("promtool");
        Assumptions.assumeTrue(
                promtool.isPresent(),
                "rules are not tested: promtool must be on the PATH (Debian's package prometheus)");
        Process process = new ProcessBuilder(promtool.get().toString(), verb, what, file)
                .directory(TestingPrometheus.CONF.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    @Test
    void sayWhatIsWrongAndWhatToDo() throws IOException {
        assertThat(alerts()).hasSizeGreaterThan(15).allSatisfy(alert -> {
            assertThat(alert.at("/labels/severity").asText()).isIn("critical", "warning", "info");
            assertThat(alert.at("/annotations/summary").asText()).isNotBlank();
            assertThat(alert.at("/annotations/description").asText()).containsPattern("\\d|\\$value|a minute");
            assertThat(alert.at("/annotations/runbook").asText()).matches(COMMAND);
        });
    }

    @Test
    void haveATestThatTheyFire() throws IOException {
        Set<String> firing = new TreeSet<>();
        JsonNode tests = new ObjectMapper(new YAMLFactory())
                .readTree(TestingPrometheus.CONF.resolve("alerts.test.yml").toFile());
        for (JsonNode test : tests.get("tests")) {
            for (JsonNode expectation : test.path("alert_rule_test")) {
                if (!expectation.get("exp_alerts").isEmpty()) {
                    firing.add(expectation.get("alertname").textValue());
                }
            }
        }
        assertThat(alerts())
                .extracting(alert -> alert.get("alert").textValue())
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(firing);
    }

    private static List<JsonNode> alerts() throws IOException {
        return Monitored.rules().stream().filter(rule -> rule.has("alert")).toList();
    }
}
