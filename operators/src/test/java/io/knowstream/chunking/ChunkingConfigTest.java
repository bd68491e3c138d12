package io.knowstream.chunking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChunkingConfigTest {

    @Test
    void hasStatedDefaults() {
        assertThat(ChunkingConfig.defaults())
                .isEqualTo(new ChunkingConfig(2048, 128, 64, true, true, "knowstream-embedding"));
    }

    @ParameterizedTest
    @CsvSource({"512, 64, 16", "1024, 128, 32", "4096, 256, 128", "2048, 128, 64", "64, 32, 0", "64, 16, 32", "64, 0, 0"
    })
    void allowsWhatIsAlwaysPossible(int max, int min, int overlap) {
        assertThat(new ChunkingConfig(max, min, overlap, false, false, null).max())
                .isEqualTo(max);
    }

    @Test
    void degradedIsHalfOfEachSize() {
        assertThat(ChunkingConfig.defaults().degraded())
                .isEqualTo(new ChunkingConfig(1024, 64, 32, true, true, "knowstream-embedding"));
        assertThat(new ChunkingConfig(100, 20, 10, false, false, null).degraded())
                .isEqualTo(new ChunkingConfig(64, 10, 5, false, false, null));
    }

    @Test
    void whatIsAllowedIsAllowedDegraded() {
        for (int max = 64; max <= 200; max++) {
            for (int overlap = 0; overlap <= max / 2; overlap++) {
                ChunkingConfig tightest = new ChunkingConfig(max, (max - overlap) / 2, overlap, false, true, null);
                assertThat(tightest.degraded().max()).isEqualTo(Math.max(64, max / 2));
            }
        }
    }

    @Test
    void refusesWhatIsNot() {
        refuses(63, 0, 0, "chunking.max must be at least 64 (got 63)");
        refuses(64, 0, 33, "chunking.overlap must be between 0 and half of chunking.max, which is 32 (got 33)");
        refuses(64, 0, -1, "chunking.overlap must be between 0 and half of chunking.max, which is 32 (got -1)");
        refuses(
                64,
                30,
                8,
                "chunking.min must be between 0 and half of chunking.max less chunking.overlap, which is 28 (got 30)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ChunkingConfig(64, 0, 0, true, true, " "))
                .withMessage("chunking.semantic needs a model of the role embedding (got none)");
    }

    @Test
    void everyPartCountsInTheFingerprint() {
        String fingerprint = ChunkingConfig.defaults().fingerprint("weights", null);
        assertThat(fingerprint).isEqualTo(ChunkingConfig.defaults().fingerprint("weights", null));
        assertThat(ChunkingConfig.defaults().fingerprint("other", null)).isNotEqualTo(fingerprint);
        assertThat(new ChunkingConfig(2049, 128, 64, true, true, "e").fingerprint("weights", null))
                .isNotEqualTo(fingerprint);
        assertThat(new ChunkingConfig(2048, 127, 64, true, true, "e").fingerprint("weights", null))
                .isNotEqualTo(fingerprint);
        assertThat(new ChunkingConfig(2048, 128, 63, true, true, "e").fingerprint("weights", null))
                .isNotEqualTo(fingerprint);
        assertThat(new ChunkingConfig(2048, 128, 64, false, true, "e").fingerprint("weights", null))
                .isNotEqualTo(fingerprint);
        assertThat(new ChunkingConfig(2048, 128, 64, true, false, "e").fingerprint("weights", null))
                .isNotEqualTo(fingerprint);
    }

    private static void refuses(int max, int min, int overlap, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ChunkingConfig(max, min, overlap, false, true, null))
                .withMessage(message);
    }
}
