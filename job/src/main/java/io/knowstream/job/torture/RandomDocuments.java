package io.knowstream.job.torture;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Publishes inserts, replacements, deletions, duplicates, stale and malformed records at random, and knows what must
 * survive.
 *
 * <p>What is sent is a function of the random numbers alone. It outlasts brokers that are away for a quarter of an hour.
 * For one thread.
 */
public final class RandomDocuments implements AutoCloseable {

    /** What a record is. */
    public enum Kind {
        UPSERT,
        DELETION,
        DUPLICATE,
        STALE,
        MALFORMED
    }

    private static final Pattern TWO_WORDS = Pattern.compile("\\b(\\p{Lu})(\\p{Ll}+) (\\p{Lu}\\p{Ll}{2,})\\b");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PATIENCE_MILLIS = "900000";

    private final String topic;
    private final int ids;
    private final Random random;
    private final KafkaProducer<byte[], byte[]> producer;
    private final List<String> passages = new ArrayList<>();
    private final Map<String, String> surviving = new TreeMap<>();
    private final Map<String, Long> versions = new TreeMap<>();
    private final Set<String> malformed = new ConcurrentSkipListSet<>();
    private final Map<Kind, Long> sent = new EnumMap<>(Kind.class);
    private final AtomicReference<Exception> failure = new AtomicReference<>();

    /**
     * Connects.
     *
     * @param ids how many documents there are at most
     */
    public RandomDocuments(String bootstrapServers, String topic, int ids, Random random) throws IOException {
        this.topic = topic;
        this.ids = ids;
        this.random = random;
        this.producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS,
                        ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE_MILLIS,
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, "10000"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        for (Kind kind : Kind.values()) {
            sent.put(kind, 0L);
        }
        try (InputStream demo = RandomDocuments.class.getResourceAsStream("/io/knowstream/demo/documents.jsonl")) {
            for (String line : new String(demo.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                for (String paragraph :
                        JSON.readTree(line).get("content").asText().split("\n\n")) {
                    passages.add(paragraph);
                    passages.addAll(List.of(paragraph.split("(?<=[a-z]{3}\\.) ")));
                }
            }
        }
    }

    /** Sends records and waits until the brokers have them. */
    public void publish(int records) throws IOException {
        for (int i = 0; i < records; i++) {
            String id = randomId();
            switch (random.nextInt(10)) {
                case 0 -> delete(id);
                case 1 -> duplicate(id);
                case 2 -> stale(id);
                case 3 -> malformed(id);
                default -> upsert(id);
            }
        }
        flush();
    }

    /** Sends malformed records only. */
    public void flood(int records) throws IOException {
        for (int i = 0; i < records; i++) {
            malformed(randomId());
        }
        flush();
    }

    private String randomId() {
        return "doc-" + random.nextInt(ids);
    }

    private void flush() throws IOException {
        producer.flush();
        if (failure.get() != null) {
            throw new IOException("a record could not be published", failure.get());
        }
    }

    private void upsert(String id) {
        StringBuilder content = new StringBuilder();
        for (int i = 0; i <= random.nextInt(3); i++) {
            content.append(content.isEmpty() ? "" : "\n\n")
                    .append(varied(passages.get(random.nextInt(passages.size()))));
        }
        ObjectNode document = JSON.createObjectNode().put("id", id).put("content", content.toString());
        if (random.nextBoolean()) {
            document.put("title", "Title " + random.nextInt(3));
        }
        if (versions.containsKey(id) || random.nextBoolean()) {
            versions.merge(id, 5L, Long::sum);
            document.put("version", versions.get(id));
        }
        surviving.put(id, document.toString());
        send(Kind.UPSERT, id, document.toString());
    }

    /** The same text with some names written otherwise, so that documents call an entity by several. */
    private String varied(String passage) {
        return TWO_WORDS.matcher(passage).replaceAll(found -> switch (random.nextInt(8)) {
            case 0 -> "$1. $3";
            case 1 -> "Dr. $1$2 $3";
            default -> "$0";
        });
    }

    private void delete(String id) {
        surviving.remove(id);
        if (versions.containsKey(id)) {
            long version = versions.merge(id, 1L, Long::sum);
            ObjectNode deletion =
                    JSON.createObjectNode().put("id", id).put("deleted", true).put("version", version);
            send(Kind.DELETION, id, deletion.toString());
        } else {
            send(Kind.DELETION, id, null);
        }
    }

    private void duplicate(String id) {
        if (surviving.containsKey(id)) {
            send(Kind.DUPLICATE, id, surviving.get(id));
        }
    }

    private void stale(String id) {
        if (versions.containsKey(id)) {
            ObjectNode stale = JSON.createObjectNode()
                    .put("id", id)
                    .put("content", "Out of date.")
                    .put("version", versions.get(id) - 1);
            send(Kind.STALE, id, stale.toString());
        }
    }

    private void malformed(String id) {
        List<String> forms =
                List.of("{", "[]", "{\"id\":\"other\",\"content\":\"x\"}", "{\"id\":\"" + id + "\"}", "\0");
        send(Kind.MALFORMED, id, forms.get(random.nextInt(forms.size())));
    }

    private void send(Kind kind, String id, String value) {
        sent.merge(kind, 1L, Long::sum);
        producer.send(new ProducerRecord<>(topic, bytes(id), value == null ? null : bytes(value)), (at, e) -> {
            if (e != null) {
                failure.compareAndSet(null, e);
            } else if (kind == Kind.MALFORMED) {
                malformed.add(at.partition() + "@" + at.offset());
            }
        });
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The documents that a graph must show now, as JSON, sorted by id. */
    public List<String> surviving() {
        return List.copyOf(surviving.values());
    }

    /** {@code partition@offset} of all malformed records. */
    public Set<String> malformed() {
        return Set.copyOf(malformed);
    }

    /** How many records of each kind were sent. */
    public Map<Kind, Long> sent() {
        return new EnumMap<>(sent);
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
    }
}
