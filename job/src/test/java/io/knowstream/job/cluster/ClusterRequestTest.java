package io.knowstream.job.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.knowstream.job.config.InvalidConfigurationException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClusterRequestTest {

    private static final ClusterState TWO_OF_THREE =
            new ClusterState(2, 3, new ClusterPorts(1, 2, 3, 4, 5, List.of(6, 7, 8)), null, Map.of());

    private static ClusterRequest request(Integer taskManagers, Integer slots, boolean jobNamed) {
        return new ClusterRequest(taskManagers, slots, Map.of(), jobNamed, fixed -> null);
    }

    @Test
    void keepsWhatWasUnlessItSaysOtherwise() {
        assertThat(request(null, null, false).taskManagersAfter(null)).isEqualTo(2);
        assertThat(request(null, null, false).slotsAfter(null)).isEqualTo(2);
        assertThat(request(null, null, false).taskManagersAfter(TWO_OF_THREE)).isEqualTo(2);
        assertThat(request(null, null, false).slotsAfter(TWO_OF_THREE)).isEqualTo(3);
        assertThat(request(1, 4, true).taskManagersAfter(TWO_OF_THREE)).isEqualTo(1);
        assertThat(request(1, 4, true).slotsAfter(TWO_OF_THREE)).isEqualTo(4);
    }

    @Test
    void canOnlyMakeGrowWhatRuns() {
        assertThat(request(null, null, false).taskManagersBeside(TWO_OF_THREE)).isEqualTo(2);
        assertThat(request(5, 3, false).taskManagersBeside(TWO_OF_THREE)).isEqualTo(5);
        assertRefused(request(1, null, false), "--task-managers must be at least 2, as many as there are (got 1)");
        assertRefused(request(2, 4, false), "--slots must be 3, as the task managers that run have (got 4)");
        assertRefused(request(2, null, true), "the configuration cannot be changed while the cluster runs");
        assertRefused(
                new ClusterRequest(null, null, Map.of("a.key", "value"), false, fixed -> null),
                "the configuration cannot be changed while the cluster runs");
    }

    private static void assertRefused(ClusterRequest request, String why) {
        assertThatThrownBy(() -> request.taskManagersBeside(TWO_OF_THREE))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessage(why + "; 'knowstream cluster stop' first");
    }

    @Test
    void refusesLessThanOne() {
        assertThatThrownBy(() -> request(0, null, false)).hasMessage("--task-managers must be at least 1 (got 0)");
        assertThatThrownBy(() -> request(null, -1, false)).hasMessage("--slots must be at least 1 (got -1)");
    }

    @Test
    void thoseThatRunKeepTheirPorts() {
        ClusterPorts grown = TWO_OF_THREE.ports().grownTo(4);
        assertThat(grown.metrics()).startsWith(6, 7, 8).hasSize(5).doesNotHaveDuplicates();
        assertThat(grown.web()).isEqualTo(1);
        assertThat(grown.grownTo(4)).isEqualTo(grown);
    }
}
