package io.knowstream.job.diagnose;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.common.acl.AclOperation;

/**
 * A topic.
 *
 * @param replicas of the partition that has the fewest
 * @param offline partitions without a leader
 * @param underReplicated partitions with fewer replicas in sync than assigned
 * @param allowed what the user may do with it; empty where the brokers do not say
 * @param maxMessageBytes of a record; empty where the user may not see it
 */
public record TopicReading(
        int partitions,
        int replicas,
        int offline,
        int underReplicated,
        Optional<Set<AclOperation>> allowed,
        OptionalLong maxMessageBytes) {

    /** Whether the user may do something with it, as far as the brokers say so. */
    boolean allows(AclOperation operation) {
        return allowed.isEmpty()
                || allowed.get().contains(operation)
                || allowed.get().contains(AclOperation.ALL);
    }
}
