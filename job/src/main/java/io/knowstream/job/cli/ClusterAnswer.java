package io.knowstream.job.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.knowstream.job.cluster.ClusterStatus;
import java.util.List;
import java.util.Locale;

/** What commands say of a cluster. */
final class ClusterAnswer {

    private static final ObjectMapper JSON = new ObjectMapper();

    private ClusterAnswer() {}

    static String text(ClusterStatus status) {
        if (status.processes().isEmpty()) {
            return "there is no cluster in " + status.directory() + "\n";
        }
        StringBuilder out = new StringBuilder();
        for (ClusterStatus.ProcessStatus process : status.processes()) {
            out.append(String.format(
                    Locale.ROOT,
                    "%-16s %-8s %s%n",
                    process.name(),
                    process.running() ? process.pid().toString() : "stopped",
                    process.running() ? process.address() : "see " + process.log()));
        }
        if (status.slots() > 0) {
            out.append(String.format(
                    Locale.ROOT, "%-16s %d, %d of them free%n", "slots", status.slots(), status.freeSlots()));
        }
        for (ClusterStatus.Job job : status.jobs()) {
            out.append(String.format(Locale.ROOT, "%-16s %s (%s) %s%n", "job", job.id(), job.name(), job.state()));
        }
        return out.toString();
    }

    static ObjectNode json(ClusterStatus status) {
        ObjectNode out = JSON.createObjectNode()
                .put("directory", status.directory().toString())
                .put("complete", status.complete())
                .put("kafka", status.kafka())
                .put("flink", status.flink())
                .put("prometheus", status.prometheus())
                .put("slots", status.slots())
                .put("freeSlots", status.freeSlots());
        ArrayNode processes = out.putArray("processes");
        for (ClusterStatus.ProcessStatus process : status.processes()) {
            processes
                    .addObject()
                    .put("name", process.name())
                    .put("running", process.running())
                    .put("pid", process.pid())
                    .put("address", process.address())
                    .put("log", process.log().toString());
        }
        out.set("jobs", json(status.jobs()));
        return out;
    }

    static ArrayNode json(List<ClusterStatus.Job> jobs) {
        ArrayNode out = JSON.createArrayNode();
        for (ClusterStatus.Job job : jobs) {
            out.addObject()
                    .put("id", job.id())
                    .put("name", job.name())
                    .put("state", job.state())
                    .put("checkpoint", job.checkpoint());
        }
        return out;
    }
}
