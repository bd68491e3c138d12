package io.knowstream.job.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlinkSettingsTest {

    @Test
    void asksFlinkForWhatThePromiseNeeds() {
        assertThat(FlinkSettings.of(EffectiveConfiguration.load(null, Map.of("checkpoint.interval", "5 s")))
                        .toFlink()
                        .toMap())
                .containsEntry("execution.runtime-mode", "STREAMING")
                .containsEntry("pipeline.max-parallelism", "128")
                .containsEntry("pipeline.generic-types", "false")
                .containsEntry("execution.checkpointing.interval", "5 s")
                .containsEntry("execution.checkpointing.mode", "EXACTLY_ONCE")
                .containsEntry("execution.checkpointing.unaligned.enabled", "true")
                .containsEntry("execution.checkpointing.incremental", "true")
                .containsEntry("state.backend.type", "rocksdb")
                .containsEntry("restart-strategy.type", "exponential-delay")
                .containsEntry("restart-strategy.exponential-delay.max-backoff", "1 min");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        job.max-parallelism | 32769 | job.max-parallelism must be from 1 to 32768 (got 32769)
        checkpoint.interval | 5 ms  | checkpoint.interval must be at least 100 ms (got 5 ms)
        checkpoint.timeout  | 0 s   | checkpoint.timeout must be at least 1 s (got 0 ms)
        restart.max-backoff | 10 ms | restart.max-backoff must be at least 1 s (got 10 ms)
        """)
    void namesTheKeyTheValueAndWhatIsAllowed(String key, String value, String message) {
        assertThatThrownBy(() -> FlinkSettings.of(EffectiveConfiguration.load(null, Map.of(key, value))))
                .hasMessage(message);
    }
}
