package io.knowstream.job.torture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.knowstream.index.GraphReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A moment at which nothing is published and nothing is struck: everything that the job has left is compared with a
 * fresh run over the surviving documents.
 */
final class QuietPoint {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** An equal graph must stay: work that is still under way would change it. */
    private static final int CHECKPOINTS_UNCHANGED = 2;

    private final String index;
    private final Topics topics;
    private final JobWatch watch;
    private final FreshRun freshRun;
    private final Path work;

    QuietPoint(String index, Topics topics, JobWatch watch, FreshRun freshRun, Path work) {
        this.index = index;
        this.topics = topics;
        this.watch = watch;
        this.freshRun = freshRun;
        this.work = work;
    }

    /** Waits until the job is through and compares; what differs then, nothing as a rule. */
    List<String> differences(List<String> surviving, Set<String> malformed) throws Exception {
        watch.awaitRecovery();
        String fresh = export(freshRun.index(surviving));
        Deadline through = Deadline.patience("the job has not read all records");
        while (!topics.isReadToTheEnd()) {
            through.await();
        }
        List<String> differences = compare(fresh, malformed);
        Deadline deadline = Deadline.patience("never reached");
        while (!differences.isEmpty() && !deadline.isOver()) {
            deadline.await();
            differences = compare(fresh, malformed);
        }
        if (!differences.isEmpty()) {
            Files.writeString(work.resolve("fresh.jsonl"), fresh, StandardCharsets.UTF_8);
            Files.writeString(work.resolve("published.jsonl"), export(index), StandardCharsets.UTF_8);
        }
        return differences;
    }

    private List<String> compare(String fresh, Set<String> malformed) throws Exception {
        List<String> differences = new ArrayList<>(LineDifference.of("export", fresh, export(index)));
        if (differences.isEmpty()) {
            watch.awaitCheckpoints(CHECKPOINTS_UNCHANGED);
            differences.addAll(LineDifference.of("export", fresh, export(index)));
            Set<String> missing = new TreeSet<>(malformed);
            missing.removeAll(topics.rejected());
            if (!missing.isEmpty()) {
                differences.add("malformed records that were not rejected: " + missing);
            }
            Map<String, JsonNode> changes = topics.changesFolded();
            Map<String, JsonNode> values = values(fresh);
            if (!changes.equals(values)) {
                differences.addAll(LineDifference.of("changes", text(values), text(changes)));
            }
        }
        return differences;
    }

    private static String export(String index) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GraphReader reader = GraphReader.open(index)) {
            reader.export(out);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    /** Entities, links and relationships of an export by id. */
    private static Map<String, JsonNode> values(String export) throws IOException {
        Map<String, JsonNode> values = new TreeMap<>();
        for (String line : export.lines().toList()) {
            JsonNode value = JSON.readTree(line);
            if (Set.of("entity", "link", "relationship")
                    .contains(value.get("kind").asText())) {
                values.put(value.get("id").asText(), value);
            }
        }
        return values;
    }

    private static String text(Map<String, JsonNode> values) {
        StringBuilder text = new StringBuilder();
        values.values().forEach(value -> text.append(value).append('\n'));
        return text.toString();
    }
}
