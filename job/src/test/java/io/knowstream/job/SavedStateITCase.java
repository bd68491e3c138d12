package io.knowstream.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.knowstream.job.cli.LocalCluster;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Savepoints of the whole job as earlier versions wrote them: each is restored and converges. A change of a state's form
 * that would lose what users have fails here.
 */
class SavedStateITCase {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"saved-state-1"})
    void restoresAndConverges(String made) throws Exception {
        finish(made, Map.of());
    }

    /** At the end of the input nothing is outstanding. */
    @ParameterizedTest
    @ValueSource(strings = {"saved-state-1"})
    void convergesUnderAnotherConfigurationToo(String made) throws Exception {
        finish(
                made,
                Map.of(
                        "chunking.max",
                        "128",
                        "chunking.overlap",
                        "16",
                        "chunking.min",
                        "32",
                        "quality.validation",
                        "false"));
    }

    private void finish(String made, Map<String, String> changes) throws Exception {
        Path resource = Path.of(SavedStateITCase.class.getResource(made).toURI());
        Path savepoint = folder.resolve("savepoint");
        Path index = folder.resolve("index");
        SavedState.copy(resource.resolve("savepoint"), savepoint);
        SavedState.copy(resource.resolve("index"), index);
        int before = 4;
        assertThat(TestingJob.documents(index)).isEqualTo(before);
        try (LocalCluster cluster = LocalCluster.start(folder.resolve("flink"), 1, 0)) {
            SavedState.finish(cluster, SavedState.config(index, changes), savepoint);
            Path fresh = folder.resolve("fresh");
            String expected =
                    TestingJob.fresh(cluster, folder, SavedState.config(fresh, changes), SavedState.SURVIVING);
            assertThat(expected)
                    .as("a new name is linked to one of the savepoint, whose version may have linked none")
                    .contains("\"via\":\"m curie = marie curie\"");
            assertThat(TestingJob.export(index)).isEqualTo(expected);
        }
    }
}
