package io.knowstream.index.elasticsearch;

import static org.assertj.core.api.Assertions.assertThat;

import io.knowstream.index.elasticsearch.Attempts.Claimed;
import io.knowstream.index.elasticsearch.Attempts.Submission;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttemptsTest {

    /** A cluster of one job gives it the same id each time. */
    private static final String JOB = "00000000000000000000000000000000";

    private static Submission job(String submission) {
        return new Submission(submission, JOB);
    }

    @Test
    void eachClaimIsHigherThanAllBeforeAndThanWhatTheClaimerKnows() {
        Claimed first = new Claimed(0, List.of()).next(job("a"), 0);
        assertThat(first.last()).isEqualTo(1);
        assertThat(first.next(job("a"), 0).last()).isEqualTo(2);
        assertThat(first.next(job("a"), 41).last()).isEqualTo(42);
    }

    @Test
    void aJobIsSupersededByOneThatCameLater() {
        Claimed both =
                new Claimed(0, List.of()).next(job("a"), 0).next(job("a"), 0).next(job("b"), 0);
        assertThat(both.supersedes(job("a"))).isTrue();
        assertThat(both.supersedes(job("b"))).isFalse();
        assertThat(both.supersedes(job("c"))).isFalse();
    }

    @Test
    void aJobThatClaimsAgainDoesNotBecomeTheLatest() {
        Claimed both = new Claimed(0, List.of()).next(job("a"), 0).next(job("b"), 0);
        assertThat(both.next(job("a"), 0).supersedes(job("a"))).isTrue();
    }

    @Test
    void remembersABoundedNumberOfJobs() {
        Claimed claimed = new Claimed(0, List.of());
        for (int job = 0; job < 150; job++) {
            claimed = claimed.next(job("job-" + job), 0);
        }
        assertThat(claimed.jobs()).hasSize(100).startsWith(job("job-50")).endsWith(job("job-149"));
        assertThat(claimed.last()).isEqualTo(150);
    }

    @Test
    void numbersThatNobodyCanHaveClaimedAreNotPlausible() {
        assertThat(Attempts.isPlausible(1_000, 3)).isTrue();
        assertThat(Attempts.isPlausible(3_000_000, 3)).isFalse();
        assertThat(Attempts.isPlausible(IndexWrite.attempt(Long.MAX_VALUE), IndexWrite.MAX_ATTEMPT - 1))
                .isFalse();
    }
}
