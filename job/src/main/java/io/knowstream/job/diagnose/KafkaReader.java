package io.knowstream.job.diagnose;

import io.knowstream.job.diagnose.KafkaReading.Cause;
import io.knowstream.job.diagnose.KafkaReading.Progress;
import io.knowstream.job.kafka.KafkaConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Asks brokers as the job's user, with its properties; no question waits longer than {@link #PATIENCE}. */
public final class KafkaReader {

    /** For one answer. */
    static final Duration PATIENCE = Duration.ofSeconds(8);

    private final KafkaConfig config;

    /** Connects nowhere yet. */
    public KafkaReader(KafkaConfig config) {
        this.config = config;
    }

    /** What the brokers say now. */
    public KafkaReading read() throws InterruptedException {
        try (Admin admin = admin()) {
            return read(admin);
        } catch (ExecutionException e) {
            return KafkaReading.failed(cause(e.getCause()), message(e.getCause()));
        } catch (TimeoutException e) {
            return KafkaReading.failed(Cause.UNREACHABLE, "no answer");
        } catch (KafkaException e) {
            // The client itself cannot be made: what says why is the innermost.
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            String message = message(cause);
            return KafkaReading.failed(
                    message.contains(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG) ? Cause.UNREACHABLE : Cause.PROPERTIES,
                    message);
        }
    }

    private Admin admin() {
        Map<String, Object> properties = config.clientProperties();
        int millis = (int) PATIENCE.toMillis();
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis / 2);
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
        return Admin.create(properties);
    }

    private KafkaReading read(Admin admin) throws ExecutionException, InterruptedException, TimeoutException {
        Collection<Node> brokers = get(admin.describeCluster().nodes());
        List<String> denied = new ArrayList<>();
        Map<String, TopicReading> topics = new TreeMap<>();
        for (String topic : List.of(config.documents(), config.rejected(), config.changes())) {
            topic(admin, topic, denied).ifPresent(reading -> topics.put(topic, reading));
        }
        return new KafkaReading(
                Optional.empty(),
                brokers.size(),
                topics,
                denied,
                progress(admin, !denied.contains("describe topic " + config.documents()), denied),
                setting(
                        admin,
                        new ConfigResource(
                                ConfigResource.Type.BROKER,
                                brokers.iterator().next().idString()),
                        "transaction.max.timeout.ms"));
    }

    private static <T> T get(KafkaFuture<T> future) throws ExecutionException, InterruptedException, TimeoutException {
        return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    static Cause cause(Throwable failure) {
        if (failure instanceof SslAuthenticationException) {
            return Cause.TLS;
        }
        if (failure instanceof AuthorizationException) {
            return Cause.AUTHORISATION;
        }
        return failure instanceof AuthenticationException ? Cause.AUTHENTICATION : Cause.UNREACHABLE;
    }

    private static String message(Throwable failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }

    private Optional<TopicReading> topic(Admin admin, String name, List<String> denied)
            throws ExecutionException, InterruptedException, TimeoutException {
        try {
            TopicDescription topic = get(
                    admin.describeTopics(List.of(name), new DescribeTopicsOptions().includeAuthorizedOperations(true))
                            .topicNameValues()
                            .get(name));
            return Optional.of(new TopicReading(
                    topic.partitions().size(),
                    topic.partitions().stream()
                            .mapToInt(each -> each.replicas().size())
                            .min()
                            .orElse(0),
                    (int) topic.partitions().stream()
                            .filter(each ->
                                    each.leader() == null || each.leader().isEmpty())
                            .count(),
                    (int) topic.partitions().stream()
                            .filter(each -> each.isr().size() < each.replicas().size())
                            .count(),
                    Optional.ofNullable(topic.authorizedOperations()),
                    setting(admin, new ConfigResource(ConfigResource.Type.TOPIC, name), "max.message.bytes")));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AuthorizationException) {
                denied.add("describe topic " + name);
            } else if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /** A setting of a topic or broker; empty where the user may not see it. */
    private static OptionalLong setting(Admin admin, ConfigResource resource, String key) throws InterruptedException {
        try {
            Config settings =
                    get(admin.describeConfigs(List.of(resource)).values().get(resource));
            ConfigEntry entry = settings.get(key);
            return entry == null || entry.value() == null
                    ? OptionalLong.empty()
                    : OptionalLong.of(Long.parseLong(entry.value()));
        } catch (ExecutionException | TimeoutException e) {
            return OptionalLong.empty();
        }
    }

    /**
     * How far the group has come; empty where that is not known.
     *
     * @param visible whether brokers tell the user what is committed for the topic: they leave out what he may not see
     */
    private Optional<Progress> progress(Admin admin, boolean visible, List<String> denied) throws InterruptedException {
        try {
            Map<TopicPartition, OffsetAndMetadata> committed =
                    get(admin.listConsumerGroupOffsets(config.groupId()).partitionsToOffsetAndMetadata());
            Map<TopicPartition, OffsetSpec> ends = committed.keySet().stream()
                    .filter(partition -> partition.topic().equals(config.documents()))
                    .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
            if (ends.isEmpty()) {
                return visible ? Optional.of(new Progress(0, 0)) : Optional.empty();
            }
            long lag = 0;
            for (Map.Entry<TopicPartition, ListOffsetsResultInfo> end :
                    get(admin.listOffsets(ends).all()).entrySet()) {
                lag += Math.max(
                        0, end.getValue().offset() - committed.get(end.getKey()).offset());
            }
            return Optional.of(new Progress(ends.size(), lag));
        } catch (ExecutionException | TimeoutException e) {
            if (e.getCause() instanceof AuthorizationException) {
                denied.add("read what group " + config.groupId() + " has committed");
            }
            return Optional.empty();
        }
    }
}
