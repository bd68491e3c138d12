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
 * @param lag records of the topic of documents behind what the job's group has committed; empty where it has committed
 *     nothing
 * @param transactionMaxTimeoutMillis of the brokers; empty where the user may not see it
 */
public record KafkaReading(
        Optional<Failure> failure,
        int brokers,
        Map<String, TopicReading> topics,
        List<String> denied,
        OptionalLong lag,
        OptionalLong transactionMaxTimeoutMillis) {

    /** What stands between the job and its brokers. */
    public enum Cause {
        PROPERTIES,
        UNREACHABLE,
        AUTHENTICATION,
        TLS
    }

    /** Why brokers say nothing. */
    public record Failure(Cause cause, String message) {}

    static KafkaReading failed(Cause cause, String message) {
        return new KafkaReading(
                Optional.of(new Failure(cause, message)),
                0,
                Map.of(),
                List.of(),
                OptionalLong.empty(),
                OptionalLong.empty());
    }
}
