package io.knowstream.documents;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DocumentsConfigTest {

    @Test
    void refusesToForgetDeletionsAtOnce() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DocumentsConfig(Duration.ZERO))
                .withMessage("documents.tombstone-retention must be at least 1 ms (got PT0S)");
    }
}
