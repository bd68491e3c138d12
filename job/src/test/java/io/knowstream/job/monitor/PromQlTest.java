package io.knowstream.job.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PromQlTest {

    @Test
    void findsTheSeriesAndTheLabelsOfAnExpression() {
        PromQl found = PromQl.of(
                "60 * sum by (cause, tm_id) (rate(evictions{cause=\"a } b(\", to=~'x|y'}[10m])) / 1e6"
                        + " and on (tm_id) group_left (host) (max_over_time(a:b:c[1h]) offset 5m > bool 2) or vector(0) unless up");
        assertThat(found.selectors())
                .extracting(PromQl.Selector::toString)
                .containsExactly("evictions{cause=\"a } b(\", to=~'x|y'}", "a:b:c", "up");
        assertThat(found.labels()).containsExactly("cause", "host", "tm_id");
    }

    @Test
    void findsNothingWhereNothingIsSelected() {
        assertThat(PromQl.of("time() - vector(0) * 2.5").selectors()).isEmpty();
    }
}
