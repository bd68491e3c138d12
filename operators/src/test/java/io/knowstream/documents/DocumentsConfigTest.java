package io.knowstream.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DocumentsConfigTest {

    @Test
    void hasStatedDefaults() {
        assertThat(DocumentsConfig.defaults()).isEqualTo(new DocumentsConfig(4_194_304, Duration.ofDays(7)));
    }

    @Test
    void refusesLimitsThatAdmitNothing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DocumentsConfig(1023, Duration.ofDays(7)))
                .withMessage("documents.max-content must be at least 1 KiB (got 1023 bytes)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DocumentsConfig(1024, Duration.ZERO))
                .withMessage("documents.tombstone-retention must be at least 1 ms (got PT0S)");
    }
}
