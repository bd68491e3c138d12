package io.knowstream.index.elasticsearch;

import static org.assertj.core.api.Assertions.assertThat;

import io.knowstream.index.elasticsearch.Attempts.Claimed;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttemptsTest {

    @Test
    void eachClaimIsHigherThanAllBeforeAndThanWhatTheClaimerKnows() {
        Claimed first = new Claimed(0, List.of()).next("a", 0);
        assertThat(first.last()).isEqualTo(1);
        assertThat(first.next("a", 0).last()).isEqualTo(2);
        assertThat(first.next("a", 41).last()).isEqualTo(42);
    }

    @Test
    void aJobIsSupersededByOneThatCameLater() {
        Claimed both = new Claimed(0, List.of()).next("a", 0).next("a", 0).next("b", 0);
        assertThat(both.supersedes("a")).isTrue();
        assertThat(both.supersedes("b")).isFalse();
        assertThat(both.supersedes("c")).isFalse();
    }

    @Test
    void aJobThatClaimsAgainDoesNotBecomeTheLatest() {
        Claimed both = new Claimed(0, List.of()).next("a", 0).next("b", 0);
        assertThat(both.next("a", 0).supersedes("a")).isTrue();
    }

    @Test
    void remembersABoundedNumberOfJobs() {
        Claimed claimed = new Claimed(0, List.of());
        for (int job = 0; job < 150; job++) {
            claimed = claimed.next("job-" + job, 0);
        }
        assertThat(claimed.jobs()).hasSize(100).startsWith("job-50").endsWith("job-149");
        assertThat(claimed.last()).isEqualTo(150);
    }
}
