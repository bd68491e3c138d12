package io.knowstream.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.Test;

class RetryProgressTest {

    @Test
    void ofNothingHasDoneNothing() {
        RetryProgress progress = RetryProgress.of(null);
        assertThat(progress.isDone(0)).isFalse();
        assertThat(progress.toCommit()).isEqualTo(new OffsetAndMetadata(0));
    }

    @Test
    void commitsTheEndWhereAllIsDone() {
        RetryProgress progress = RetryProgress.of(null);
        for (long offset : new long[] {3, 4, 9}) {
            progress.note(offset, true);
        }
        assertThat(progress.toCommit()).isEqualTo(new OffsetAndMetadata(10));
    }

    @Test
    void commitsTheFirstThatIsLeftAndWhatIsDoneBehindIt() {
        RetryProgress progress = RetryProgress.of(null);
        boolean[] done = {true, false, true, true, false, false, true};
        for (int i = 0; i < done.length; i++) {
            progress.note(i, done[i]);
        }
        assertThat(progress.toCommit()).isEqualTo(new OffsetAndMetadata(1, "2-3,6-6"));
    }

    @Test
    void staysWhereTheTopicHasForgottenItsRecords() {
        OffsetAndMetadata committed = new OffsetAndMetadata(10);
        assertThat(RetryProgress.of(committed).toCommit()).isEqualTo(committed);
    }

    @Test
    void aLaterRunKnowsWhatTheEarlierOnesDid() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<Long> offsets = LongStream.range(0, 300)
                .filter(offset -> random.nextInt(4) > 0)
                .boxed()
                .toList();
        List<Long> done = new ArrayList<>();
        OffsetAndMetadata committed = null;
        for (int run = 0; run < 5; run++) {
            RetryProgress progress = RetryProgress.of(committed);
            for (long offset : offsets) {
                assertThat(progress.isDone(offset))
                        .as("offset %d, run %d, seed %d", offset, run, seed)
                        .isEqualTo(done.contains(offset));
                boolean now = progress.isDone(offset) || random.nextInt(3) == 0;
                progress.note(offset, now);
                if (now && !done.contains(offset)) {
                    done.add(offset);
                }
            }
            committed = progress.toCommit();
        }
    }

    @Test
    void forgetsWhatABrokerWouldNotTake() {
        RetryProgress progress = RetryProgress.of(null);
        for (long offset = 0; offset < 10_000; offset++) {
            progress.note(offset, offset % 2 == 1);
        }
        OffsetAndMetadata committed = progress.toCommit();
        assertThat(committed.metadata().length()).isBetween(3_900, 4_000);
        RetryProgress later = RetryProgress.of(committed);
        assertThat(later.isDone(1)).isTrue();
        assertThat(later.isDone(2)).isFalse();
        assertThat(later.isDone(9_999)).as("done, but forgotten").isFalse();
    }
}
