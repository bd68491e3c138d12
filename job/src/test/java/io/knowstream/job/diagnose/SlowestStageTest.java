package io.knowstream.job.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlowestStageTest {

    @ParameterizedTest
    @CsvSource({
        "context=10 chunking=20 entity=70, speed.bottleneck.entity-extraction, 70 %",
        "context=10 chunking=60 entity=30, speed.bottleneck.semantic-chunking, 60 %",
        "context=50 chunking=20 entity=30, speed.bottleneck.context-analysis, 50 %",
        "context=5 chunking=5 entity=40 relationship=50, speed.bottleneck.relationships, 50 %",
        "preparation=10 inference=80 resolution=10, speed.bottleneck.entity-extraction, 80 %",
        "preparation=80 inference=10 resolution=10, speed.bottleneck.preparation, 80 %",
        "preparation=10 inference=10 resolution=80, speed.bottleneck.resolution, 80 %",
        "preparation=10 inference=10 index=80, speed.bottleneck.index, 80 %",
    })
    void isTheStageThatTakesTheMost(String millisByStage, String code, String share) {
        Finding finding =
                SlowestStage.of(times(millisByStage), Severity.WARNING).orElseThrow();
        assertThat(finding.code().id()).isEqualTo(code);
        assertThat(finding.severity()).isEqualTo(Severity.WARNING);
        assertThat(finding.message()).endsWith("of 100.0 ms, " + share);
    }

    @Test
    void isNoneWhereNothingWasMeasured() {
        assertThat(SlowestStage.of(Map.of(), Severity.OK)).isEmpty();
    }

    private static Map<String, Duration> times(String millisByStage) {
        Map<String, Duration> times = new LinkedHashMap<>();
        for (String each : millisByStage.split(" ")) {
            String[] parts = each.split("=");
            times.put(parts[0], Duration.ofMillis(Long.parseLong(parts[1])));
        }
        return times;
    }
}
