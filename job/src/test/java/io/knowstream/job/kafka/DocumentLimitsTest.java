package io.knowstream.job.kafka;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class DocumentLimitsTest {

    @Test
    void namesTheKeyTheValueAndWhatIsAllowed() {
        assertThatThrownBy(() -> new DocumentLimits(-1, 0))
                .hasMessage("documents.max-content must be between 1024 and 268435456 bytes (got -1)");
        assertThatThrownBy(() -> new DocumentLimits(2048, 2049))
                .hasMessage(
                        "documents.max-metadata must be between 0 and documents.max-content = 2048 bytes (got 2049)");
    }
}
