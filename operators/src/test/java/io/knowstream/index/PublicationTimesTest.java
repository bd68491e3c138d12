package io.knowstream.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.knowstream.metrics.Metric;
import io.knowstream.metrics.NoOpRecorder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PublicationTimesTest {

    private final List<Long> recorded = new ArrayList<>();
    private final PublicationTimes times = new PublicationTimes(new NoOpRecorder() {

        @Override
        public void record(Metric histogram, String labelValue, long value) {
            assertThat(histogram).isEqualTo(Metric.PUBLICATION_LATENCY);
            recorded.add(TimeUnit.MICROSECONDS.toSeconds(value));
        }
    });

    @Test
    void aDocumentIsMeasuredWhenItsCheckpointOrALaterOneIsComplete() {
        times.written(secondsAgo(50));
        times.committed(1);
        times.written(secondsAgo(40));
        times.committed(2);
        times.written(secondsAgo(30));
        times.committed(3);
        times.written(secondsAgo(20));
        assertThat(recorded).isEmpty();

        // The first one was aborted.
        times.published(2);
        assertThat(recorded).containsExactly(50L, 40L);

        times.published(2);
        times.published(3);
        assertThat(recorded).containsExactly(50L, 40L, 30L);
    }

    @Test
    void aClockThatIsAheadIsNoTimeGained() {
        times.written(secondsAgo(-3_600));
        times.committed(1);
        times.published(1);
        assertThat(recorded).containsExactly(0L);
    }

    @Test
    void holdsNoMoreThanAHistogramLooksBackOn() {
        for (int i = 0; i < 5_000; i++) {
            times.written(secondsAgo(10));
        }
        times.committed(1);
        times.published(1);
        assertThat(recorded).hasSize(1_000);
    }

    @Test
    void whileCheckpointsFailNoMoreIsHeldEither() {
        for (int checkpoint = 1; checkpoint <= 5; checkpoint++) {
            for (int i = 0; i < 400; i++) {
                times.written(secondsAgo(10));
            }
            times.committed(checkpoint);
        }
        times.published(5);
        assertThat(recorded).as("those of two checkpoints and a half").hasSize(1_000);

        times.written(secondsAgo(10));
        times.committed(6);
        times.published(6);
        assertThat(recorded).as("there is room again").hasSize(1_001);
    }

    private static long secondsAgo(long seconds) {
        return System.currentTimeMillis() - TimeUnit.SECONDS.toMillis(seconds);
    }
}
