package io.knowstream.job.cli;

import io.knowstream.job.kafka.DeadLetter;
import io.knowstream.job.kafka.KafkaConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Reads the topic of dead letters to its present end and sends what they carry to the topic of documents again.
 *
 * <p>What was dealt with is remembered under a group of its own, {@link #group}, after the brokers have all that was sent: a
 * run that is cut short is repeated. Two passes: the first finds the newest letter of each document that was refused behind
 * the decoder, so that memory holds ids and no letters.
 */
final class DeadLetterRetry {

    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaConfig kafka;
    private final Selection selection;

    DeadLetterRetry(KafkaConfig kafka, Selection selection) {
        this.kafka = kafka;
        this.selection = selection;
    }

    /**
     * What to do.
     *
     * @param letters which letters to send; what is left now can be sent by a later run
     * @param sinceMillis letters written before are left, in milliseconds of the epoch
     * @param all whether also those that an earlier run dealt with
     * @param dryRun whether nothing is sent and nothing remembered
     */
    record Selection(Predicate<DeadLetter> letters, long sinceMillis, boolean all, boolean dryRun) {}

    /** What became of a letter. */
    enum Outcome {
        /** Its record is in the topic of documents again. */
        SENT,
        /** It has only the beginning of its record: the original must be sent again. */
        TRUNCATED,
        /** An earlier letter says the same, or a later one says more of the same document. */
        REPEATED,
        /** It was not asked for. */
        LEFT,
        /** An earlier run dealt with it. */
        DONE,
        /** It is no dead letter. */
        UNREADABLE
    }

    /** Takes each letter as it is dealt with; the letter is null where it cannot be read. */
    interface Report {

        /** Called in the order of the partitions. */
        void take(ConsumerRecord<byte[], byte[]> record, DeadLetter letter, Outcome outcome);
    }

    /** The group under which the job's own group remembers what was retried. */
    static String group(KafkaConfig kafka) {
        return kafka.groupId() + "-retry";
    }

    /**
     * Sends what is selected.
     *
     * @return how many letters had each outcome
     * @throws IOException if the topic is not there, or not everything could be sent; nothing is remembered then
     */
    Map<Outcome, Long> run(Report report) throws IOException {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            List<TopicPartition> partitions = new ArrayList<>();
            for (PartitionInfo partition : consumer.partitionsFor(kafka.rejected())) {
                partitions.add(new TopicPartition(partition.topic(), partition.partition()));
            }
            if (partitions.isEmpty()) {
                throw new IOException("there is no topic " + kafka.rejected() + " (kafka.topics.rejected) at "
                        + kafka.bootstrapServers());
            }
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(new HashSet<>(partitions));
            Map<TopicPartition, RetryProgress> progress = new HashMap<>();
            partitions.forEach(partition -> progress.put(partition, RetryProgress.of(committed.get(partition))));
            Map<Outcome, Long> outcomes = send(consumer, ends, progress, report);
            if (!selection.dryRun()) {
                Map<TopicPartition, OffsetAndMetadata> done = new HashMap<>();
                progress.forEach((partition, records) -> done.put(partition, records.toCommit()));
                consumer.commitSync(done);
            }
            return outcomes;
        }
    }

    private Map<Outcome, Long> send(
            KafkaConsumer<byte[], byte[]> consumer,
            Map<TopicPartition, Long> ends,
            Map<TopicPartition, RetryProgress> progress,
            Report report)
            throws IOException {
        Map<String, String> newest = new HashMap<>();
        read(consumer, ends, record -> {
            DeadLetter letter = parse(record);
            if (letter != null && !letter.ofRecord() && isSelected(record, letter, progress)) {
                newest.put(letter.documentId(), place(record));
            }
        });
        Map<Outcome, Long> outcomes = new TreeMap<>();
        Set<String> seen = new HashSet<>();
        AtomicReference<Exception> failure = new AtomicReference<>();
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            read(consumer, ends, record -> {
                DeadLetter letter = parse(record);
                RetryProgress records = progress.get(new TopicPartition(record.topic(), record.partition()));
                Outcome outcome = outcome(record, letter, progress, newest, seen);
                if (outcome == Outcome.SENT && !selection.dryRun()) {
                    producer.send(new ProducerRecord<>(kafka.documents(), letter.key(), letter.value()), (sent, e) -> {
                        if (e != null) {
                            failure.compareAndSet(null, e);
                        }
                    });
                }
                records.note(record.offset(), outcome != Outcome.LEFT || records.isDone(record.offset()));
                outcomes.merge(outcome, 1L, Long::sum);
                report.take(record, letter, outcome);
            });
            producer.flush();
        }
        if (failure.get() != null) {
            throw new IOException(
                    "not everything could be sent to " + kafka.documents() + ", and nothing is remembered as sent",
                    failure.get());
        }
        return outcomes;
    }

    private Outcome outcome(
            ConsumerRecord<byte[], byte[]> record,
            DeadLetter letter,
            Map<TopicPartition, RetryProgress> progress,
            Map<String, String> newest,
            Set<String> seen) {
        if (isDone(record, progress)) {
            if (letter != null && letter.ofRecord()) {
                seen.add(origin(letter));
            }
            return Outcome.DONE;
        }
        if (letter == null) {
            return Outcome.UNREADABLE;
        }
        if (!isSelected(record, letter, progress)) {
            return Outcome.LEFT;
        }
        boolean first =
                letter.ofRecord() ? seen.add(origin(letter)) : place(record).equals(newest.get(letter.documentId()));
        if (!first) {
            return Outcome.REPEATED;
        }
        boolean cut = letter.truncated() || letter.key() != null && letter.key().length >= DeadLetter.MAX_KEY_BYTES;
        return cut ? Outcome.TRUNCATED : Outcome.SENT;
    }

    private boolean isSelected(
            ConsumerRecord<byte[], byte[]> record, DeadLetter letter, Map<TopicPartition, RetryProgress> progress) {
        return !isDone(record, progress)
                && record.timestamp() >= selection.sinceMillis()
                && selection.letters().test(letter);
    }

    private boolean isDone(ConsumerRecord<byte[], byte[]> record, Map<TopicPartition, RetryProgress> progress) {
        return !selection.all()
                && progress.get(new TopicPartition(record.topic(), record.partition()))
                        .isDone(record.offset());
    }

    private static String origin(DeadLetter letter) {
        return letter.topic() + "/" + letter.partition() + "/" + letter.offset();
    }

    private static String place(ConsumerRecord<byte[], byte[]> record) {
        return record.partition() + "/" + record.offset();
    }

    private static DeadLetter parse(ConsumerRecord<byte[], byte[]> record) {
        try {
            return record.value() == null ? null : DeadLetter.parse(record.value());
        } catch (IOException e) {
            return null;
        }
    }

    private interface Reading {
        void take(ConsumerRecord<byte[], byte[]> record);
    }

    /** Reads every partition from its beginning to the given end. */
    private static void read(KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends, Reading reading) {
        consumer.seekToBeginning(ends.keySet());
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (record.offset() < ends.get(new TopicPartition(record.topic(), record.partition()))) {
                    reading.take(record);
                }
            }
        }
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        Map<String, Object> properties = kafka.clientProperties();
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, group(kafka));
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private KafkaProducer<byte[], byte[]> producer() {
        Map<String, Object> properties = kafka.clientProperties();
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }
}
