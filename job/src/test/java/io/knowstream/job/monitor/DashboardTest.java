package io.knowstream.job.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The dashboard as Grafana takes it; {@link MonitoringITCase} asks for what its panels show. */
class DashboardTest {

    private static final int WIDTH = 24;

    private static List<JsonNode> panels() throws IOException {
        return StreamSupport.stream(Monitored.dashboard().get("panels").spliterator(), false)
                .toList();
    }

    private static boolean isRow(JsonNode panel) {
        return panel.get("type").textValue().equals("row");
    }

    @Test
    void hasARowForEachConcern() throws IOException {
        assertThat(panels().stream().filter(DashboardTest::isRow).map(row -> row.get("title")
                        .textValue()))
                .containsExactly(
                        "Documents",
                        "Latency by stage",
                        "Models and budget",
                        "Caches",
                        "Checkpoints and state",
                        "Lag and back pressure",
                        "Quality");
    }

    @Test
    void everyPanelSaysWhatItShowsInWhichUnitAndFromWhere() throws IOException {
        Set<String> units = Set.of("bytes", "cpm", "cps", "ms", "percentunit", "s", "short", "µs");
        assertThat(panels()).extracting(panel -> panel.get("id").intValue()).doesNotHaveDuplicates();
        assertThat(panels()).filteredOn(panel -> !isRow(panel)).allSatisfy(panel -> {
            String title = panel.get("title").textValue();
            assertThat(panel.get("description").textValue()).as(title).isNotBlank();
            assertThat(panel.at("/fieldConfig/defaults/unit").textValue())
                    .as(title)
                    .isIn(units);
            assertThat(panel.at("/datasource/uid").textValue()).as(title).isEqualTo("${datasource}");
            assertThat(panel.get("targets")).as(title).isNotEmpty();
        });
    }

    @Test
    void everySeriesOfAJobIsThatOfTheChosenJobs() throws IOException {
        for (JsonNode panel : panels()) {
            for (JsonNode target : panel.path("targets")) {
                for (PromQl.Selector selector :
                        PromQl.of(target.get("expr").textValue()).selectors()) {
                    boolean ofAProcess = selector.name().startsWith("flink_taskmanager_Status_");
                    if (!ofAProcess && !selector.name().equals("ALERTS")) {
                        assertThat(selector.matchers())
                                .as(panel.get("title").textValue())
                                .contains("job_name=~'$job'");
                    }
                }
            }
        }
    }

    @Test
    void panelsLieWithinTheGridAndNotOverOneAnother() throws IOException {
        List<int[]> taken = new ArrayList<>();
        for (JsonNode panel : panels()) {
            JsonNode grid = panel.get("gridPos");
            int x = grid.get("x").intValue();
            int y = grid.get("y").intValue();
            int[] place = {x, y, x + grid.get("w").intValue(), y + grid.get("h").intValue()};
            assertThat(place[2]).isLessThanOrEqualTo(WIDTH);
            assertThat(taken)
                    .as(panel.get("title").textValue())
                    .noneMatch(other ->
                            place[0] < other[2] && other[0] < place[2] && place[1] < other[3] && other[1] < place[3]);
            taken.add(place);
        }
    }
}
