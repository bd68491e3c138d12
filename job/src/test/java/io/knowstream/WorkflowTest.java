package io.knowstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the public forge runs is what everybody runs, with no more rights than it needs. */
class WorkflowTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @Test
    void runsTheScriptsOfTheRepository() throws IOException {
        List<String> runs = workflow().findValuesAsText("run");
        assertThat(runs).contains(".ci/run", ".ci/reproducible").allSatisfy(run -> assertThat(ROOT.resolve(run))
                .isExecutable());
    }

    @Test
    void pinsWhatItUsesAndMayOnlyRead() throws IOException {
        JsonNode workflow = workflow();
        assertThat(workflow.findValuesAsText("uses"))
                .isNotEmpty()
                .allMatch(action -> action.matches("[\\w.-]+/[\\w./-]+@(v\\d+\\.\\d+\\.\\d+|[0-9a-f]{40})"));
        assertThat(workflow.path("permissions")).isEqualTo(new YAMLMapper().readTree("contents: read"));
        assertThat(workflow.path("jobs").findValues("permissions")).isEmpty();
        assertThat(workflow.path("jobs").findValuesAsText("persist-credentials"))
                .as("of each checkout")
                .hasSize(workflow.path("jobs").size())
                .containsOnly("false");
        assertThat(workflow.toString()).doesNotContain("secrets.", "pull_request_target");
    }

    private static JsonNode workflow() throws IOException {
        return new YAMLMapper().readTree(Files.readString(ROOT.resolve(".github/workflows/ci.yml")));
    }
}
