package io.knowstream.job.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterStateTest {

    @TempDir
    private Path directory;

    @Test
    void isReadAsItWasWritten() throws Exception {
        ClusterHome home = new ClusterHome(directory);
        assertThat(ClusterState.read(home)).isEmpty();
        ClusterPorts ports = new ClusterPorts(1, 2, 3, 4, 5, List.of(6, 7, 8));
        for (String prometheus : new String[] {"/a b/prometheus", null}) {
            ClusterState state = new ClusterState(2, 3, ports, prometheus, Map.of("a", "b"));
            state.write(home);
            assertThat(ClusterState.read(home)).contains(state);
        }
    }

    @Test
    void saysWhichFileIsDamaged() throws Exception {
        ClusterHome home = new ClusterHome(directory);
        Path file = Files.createDirectories(directory.resolve("run")).resolve("cluster.json");
        Files.writeString(file, "{");
        assertThatThrownBy(() -> ClusterState.read(home))
                .hasMessageStartingWith(file + " cannot be read as the state of a cluster: ");
    }
}
