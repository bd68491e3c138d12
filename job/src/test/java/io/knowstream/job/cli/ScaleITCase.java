package io.knowstream.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.knowstream.job.config.EffectiveConfiguration;
import io.knowstream.job.config.JobConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.configuration.MemorySize;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole topology over changes that end with every document deleted. */
class ScaleITCase {

    private static final int DOCUMENTS = 80;
    private static final int STEADY = 100;
    private static final int READ = 100;
    /** All that were ever new: two of five steady changes are. */
    private static final long DELETED = DOCUMENTS + (STEADY + READ) / 5 * 2;

    private static final int SHARDS = 4;

    @TempDir
    private Path folder;

    @Test
    void whenEveryDocumentIsDeletedNothingIsLeftButTheirDeleteMarkers() throws Exception {
        JobConfig config = JobConfig.of(EffectiveConfiguration.load(
                null,
                Map.of(
                        "index.path", folder.resolve("index").toString(),
                        "index.shards", Integer.toString(SHARDS))));
        ScaleWorkload workload = new ScaleWorkload(ScaleSkew.ZIPF, DOCUMENTS, STEADY, READ, 2, 7);
        ScaleRun.Result result;
        try (ScaleJob job = ScaleJob.start(
                config, workload, MemorySize.ofMebiBytes(256), folder, new Terminal(System.err, false, 0))) {
            result = new ScaleRun(List.of(job), 2).run().get(0);
        }

        assertThat(result.full().counts().documents()).isEqualTo(DOCUMENTS);
        assertThat(result.full().mostDocuments()).isEqualTo(DOCUMENTS);
        assertThat(result.read()).hasSize(2);
        assertThat(entries(result.full().kept().state()))
                .containsEntry("admission/text", (long) DOCUMENTS)
                .containsEntry("resolution/results", (long) DOCUMENTS)
                .containsEntry("resolution/published", (long) DOCUMENTS)
                .containsEntry("chunking/chunks", (long) DOCUMENTS)
                .containsEntry("entity-merge/key", (long) result.full().counts().entities())
                .containsEntry(
                        "relationship-merge/key", (long) result.full().counts().relationships())
                .doesNotContainKeys("resolution/awaited", "resolution/manifest", "resolution/early");

        assertThat(result.exportBytes()).isZero();
        assertThat(entries(result.empty().state()))
                .isEqualTo(Map.of(
                        "admission/tombstone", DELETED,
                        "admission/last-revision", DELETED,
                        "chunking/deleted-revision", DELETED,
                        "resolution/deleted-revision", DELETED,
                        "index-shards/shard-commit", (long) SHARDS));
    }

    private static Map<String, Long> entries(SavepointState state) {
        Map<String, Long> entries = new TreeMap<>();
        state.states().forEach((name, size) -> entries.put(name, size.entries()));
        return entries;
    }
}
