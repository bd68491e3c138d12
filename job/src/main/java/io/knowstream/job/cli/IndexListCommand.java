package io.knowstream.job.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.knowstream.index.PublishedIndex;
import io.knowstream.index.PublishedIndex.Manifest;
import io.knowstream.index.PublishedIndex.Savepoint;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code index list}: published states and savepoints. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Lists the states that can be read, the newest first, and the savepoints whose files are kept, with their sizes."
                    + " They share files: sizes do not add up.",
            ""
        })
final class IndexListCommand implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Mixin
    private IndexArguments arguments;

    @Override
    public Integer call() throws IOException {
        PublishedIndex index = arguments.open();
        List<Manifest> manifests = index.manifests();
        List<Savepoint> savepoints = index.savepoints();
        if (arguments.json()) {
            manifests.forEach(manifest -> printJson("manifest", manifest));
            savepoints.forEach(savepoint -> printJson("savepoint", savepoint));
            return 0;
        }
        print("%-10s %12s %8s %8s %6s %9s", "published", "checkpoint", "lineage", "attempt", "files", "size");
        for (Manifest each : manifests) {
            print(
                    "%-10s %12d %8d %8d %6d %9s",
                    each == manifests.get(0) ? "newest" : "",
                    each.checkpoint(),
                    each.lineage(),
                    each.attempt(),
                    each.files(),
                    ByteCount.text(each.bytes()));
        }
        for (Savepoint each : savepoints) {
            print(
                    "savepoint %s, begun %s, %d files, %s%s",
                    each.name(),
                    Instant.ofEpochMilli(each.timestamp()),
                    each.files(),
                    ByteCount.text(each.bytes()),
                    each.shards() == each.ofShards()
                            ? ""
                            : "; only " + each.shards() + " of " + each.ofShards()
                                    + " shards are marked: it was given up, or markers are lost");
        }
        return 0;
    }

    private static void printJson(String kind, Object value) {
        ObjectNode node = JSON.createObjectNode().put("kind", kind);
        node.setAll((ObjectNode) JSON.valueToTree(value));
        System.out.println(node);
    }

    private static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values).stripTrailing());
    }
}
