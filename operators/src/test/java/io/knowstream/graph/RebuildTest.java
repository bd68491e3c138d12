package io.knowstream.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RebuildTest {

    @Test
    void isDueOnceForEachTokenAndOnlyFromState() {
        assertThat(Rebuild.of("a", true, List.of())).isEqualTo(new Rebuild("a", true));
        assertThat(Rebuild.of("a", true, List.of("a", "a"))).isEqualTo(new Rebuild("a", false));
        assertThat(Rebuild.of("b", true, List.of("a", "a"))).isEqualTo(new Rebuild("b", true));
        assertThat(Rebuild.of("a", false, List.of())).isEqualTo(new Rebuild("a", false));
    }

    @Test
    void theLastTokenIsRememberedWhileNoneIsAskedFor() {
        Rebuild unasked = Rebuild.of(null, true, List.of("a", "a"));
        assertThat(unasked).isEqualTo(new Rebuild("a", false));
        assertThat(unasked.remembered()).containsExactly("a");
        assertThat(Rebuild.of(null, true, List.of()).remembered()).isEmpty();
    }
}
