package io.knowstream.job.cluster;

import io.knowstream.job.config.EffectiveConfiguration;
import io.knowstream.job.config.JobConfig;
import io.knowstream.job.kafka.KafkaConfig;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** The topics of the job, as its configuration in the cluster's folder names them. */
final class ClusterTopics {

    /** As many as the shards of an index: more subtasks of a source would have nothing to read. */
    private static final int PARTITIONS = 4;

    private final KafkaConfig kafka;

    ClusterTopics(ClusterHome home) {
        this.kafka = JobConfig.of(EffectiveConfiguration.load(home.jobConfiguration(), Map.of()))
                .kafka();
    }

    /** Makes those that are not there; the broker answers. */
    void create() throws InterruptedException, ClusterException {
        try (Admin admin = Admin.create(kafka.clientProperties())) {
            Set<String> there = admin.listTopics().names().get();
            List<NewTopic> missing = Stream.of(kafka.documents(), kafka.rejected(), kafka.changes())
                    .filter(name -> !there.contains(name))
                    .map(name -> new NewTopic(name, PARTITIONS, (short) 1))
                    .toList();
            admin.createTopics(missing).all().get();
        } catch (ExecutionException e) {
            throw new ClusterException("the topics cannot be made at " + kafka.bootstrapServers(), e.getCause());
        }
    }
}
