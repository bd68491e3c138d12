package io.knowstream.job.diagnose;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What brokers say to the job's user.
 *
 * @param failure why they say nothing; then all else is empty
 * @param brokers how many there are
 * @param topics those that there are, by name
 * @param denied what the user may not do, e.g. {@code describe topic documents}
 * @param progress of the job's group; empty where the user may not see it or nobody answers
 * @param transactionMaxTimeoutMillis of the brokers; empty where the user may not see it
 */
public record KafkaReading(
        Optional<Failure> failure,
        int brokers,
        Map<String, TopicReading> topics,
        List<String> denied,
        Optional<Progress> progress,
        OptionalLong transactionMaxTimeoutMillis) {

    /** What stands between the job and its brokers. */
    public enum Cause {
        PROPERTIES,
        UNREACHABLE,
        AUTHENTICATION,
        AUTHORISATION,
        TLS
    }

    /**
     * How far the job's group has come with the topic of documents.
     *
     * @param partitions for which it has committed where it is; 0 where it has committed nothing
     * @param lag records of those partitions behind that
     */
    public record Progress(int partitions, long lag) {}

    /** Why brokers say nothing. */
    public record Failure(Cause cause, String message) {}

    static KafkaReading failed(Cause cause, String message) {
        return new KafkaReading(
                Optional.of(new Failure(cause, message)),
                0,
                Map.of(),
                List.of(),
                Optional.empty(),
                OptionalLong.empty());
    }
}
