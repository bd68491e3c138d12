package io.knowstream.inference.pool;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What models cost when they were loaded last, remembered in a file between runs. Thread-safe.
 *
 * <p>The greatest of the last {@value #LOADS} loads counts: one that looked cheap, since something else gave memory back
 * meanwhile, must not hide what a model takes, and one that looked dear is forgotten in time. The file is read at each
 * write and replaced whole, so that processes that share it never see half a file; of two that write at the same moment one
 * may be lost, which costs no more than an estimate.
 */
final class LoadCosts {

    private static final Logger LOG = LoggerFactory.getLogger(LoadCosts.class);

    private static final int VERSION = 1;
    private static final int LOADS = 4;

    private final Path file;
    private final ObjectMapper json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private final Map<String, Cost> costs = new ConcurrentHashMap<>();

    /** What the last loads of a model cost, in bytes, the newest last. */
    record Cost(String name, List<Long> bytes) {

        long greatest() {
            return bytes.stream().mapToLong(Long::longValue).max().orElse(0);
        }

        boolean isValid() {
            return name != null && bytes != null && bytes.stream().allMatch(b -> b != null && b >= 0);
        }

        Cost with(String modelName, long newest) {
            List<Long> all = new ArrayList<>(bytes);
            all.add(newest);
            return new Cost(modelName, all.subList(Math.max(0, all.size() - LOADS), all.size()));
        }
    }

    /** The layout of the file. */
    record Content(int version, Map<String, Cost> costs) {}

    /** @param file null remembers as long as the process lives */
    LoadCosts(Path file) {
        this.file = file;
        costs.putAll(read());
    }

    /** The greatest cost of the model's last loads, in bytes; 0 if there is none. Never waits for the file. */
    long remembered(ModelKey key) {
        Cost cost = costs.get(key.costName());
        return cost == null ? 0 : cost.greatest();
    }

    /** Remembers what a load cost; writes the file if that is news. */
    synchronized void record(ModelKey key, String name, long bytes) {
        Cost last = costs.getOrDefault(key.costName(), new Cost(name, List.of()));
        Cost cost = last.with(name, bytes);
        costs.put(key.costName(), cost);
        if (file == null || cost.equals(last)) {
            return;
        }
        try {
            Map<String, Cost> all = new TreeMap<>(read());
            all.put(key.costName(), cost);
            write(all);
        } catch (IOException e) {
            LOG.warn("the cost of model {} could not be written to {}: it will be measured again", name, file, e);
        }
    }

    private Map<String, Cost> read() {
        if (file == null || !Files.exists(file)) {
            return Map.of();
        }
        try {
            Content content = json.readValue(file.toFile(), Content.class);
            if (content == null || content.version != VERSION || content.costs == null) {
                throw new IOException("version must be " + VERSION + ", with costs (got " + content + ")");
            }
            Map<String, Cost> valid = new LinkedHashMap<>(content.costs);
            valid.values().removeIf(cost -> cost == null || !cost.isValid());
            return valid;
        } catch (IOException e) {
            LOG.warn("{} is not a file of model costs: it is begun anew", file, e);
            return Map.of();
        }
    }

    private void write(Map<String, Cost> all) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        Files.createDirectories(directory);
        Path whole = Files.createTempFile(directory, file.getFileName().toString(), ".tmp");
        try {
            json.writeValue(whole.toFile(), new Content(VERSION, all));
            Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(whole);
        }
    }
}
