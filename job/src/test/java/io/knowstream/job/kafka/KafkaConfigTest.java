package io.knowstream.job.kafka;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KafkaConfigTest {

    @Test
    void refusesTopicsThatFeedOneAnother() {
        assertThatThrownBy(() -> config("localhost:9092", "documents", "documents", Duration.ofMinutes(15)))
                .hasMessageContaining("must differ (got documents, documents, changes)");
    }

    @Test
    void refusesWhatCannotWork() {
        assertThatThrownBy(() -> config(" ", "documents", "rejected", Duration.ofMinutes(15)))
                .hasMessage("kafka.bootstrap-servers must not be blank");
        assertThatThrownBy(() -> config("localhost:9092", "documents", "rejected", Duration.ofSeconds(1)))
                .hasMessage("kafka.transaction-timeout must be at least 10 s (got PT1S)");
    }

    private static KafkaConfig config(String servers, String documents, String rejected, Duration timeout) {
        return new KafkaConfig(servers, documents, rejected, "changes", "group", "prefix", timeout, Map.of());
    }
}
