package io.knowstream.inference.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PoolConfigTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void namesTheKeyOfWhatIsWrong() {
        assertThatThrownBy(() -> new PoolConfig(0, 1, MINUTE, 0, MINUTE, null))
                .hasMessage("models.budget must be positive (got 0)");
        assertThatThrownBy(() -> new PoolConfig(100, 0, MINUTE, 0, MINUTE, null))
                .hasMessage("models.max-concurrent must be at least 1 (got 0)");
        assertThatThrownBy(() -> new PoolConfig(100, 1, Duration.ZERO, 0, MINUTE, null))
                .hasMessage("models.idle-timeout must be positive (got PT0S)");
        assertThatThrownBy(() -> new PoolConfig(100, 1, MINUTE, 100, MINUTE, null))
                .hasMessageContaining("models.min-memory-threshold must be between 0 and models.budget")
                .hasMessageContaining("(got 100)");
        assertThatThrownBy(() -> new PoolConfig(100, 1, MINUTE, 0, MINUTE.negated(), null))
                .hasMessage("models.min-residency must not be negative (got PT-1M)");
    }

    @Test
    void travelsWithAJob() throws Exception {
        PoolConfig config = new PoolConfig(100, 1, MINUTE, 10, MINUTE, "costs.json");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(config);
        }

        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertThat(in.readObject()).isEqualTo(config);
        }
    }
}
