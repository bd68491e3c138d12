package io.knowstream.index;

import io.knowstream.graph.Entity;
import io.knowstream.graph.Evidence;
import io.knowstream.graph.GraphChange;
import io.knowstream.graph.Ids;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * An index as a job leaves it that has made four checkpoints and, at the second of them, a savepoint; two published states
 * are retained. A person more is in the graph at each.
 */
public final class PublishedHistory {

    /** The names of the persons. */
    public static final List<String> NAMES = List.of("Ada", "Bob", "Cleo", "Dora");

    /** The job. */
    public static final String JOB = "00000000000000000000000000000abc";

    private static final int SAVEPOINT = 2;
    private static final int RETAINED = 2;

    private PublishedHistory() {}

    /** Writes it. */
    public static void write(Path index, Path work) throws IOException {
        IndexConfig config = IndexConfig.at(index.toString());
        SegmentStore store = SegmentStore.at(config.path());
        ManifestLog log = ManifestLog.open(store, config.path(), 1);
        Claims claims = new Claims(store, log);
        ShardGatherer gatherer = ShardGatherer.fresh(log, claims);
        try (ShardWriter writer = ShardWriter.open(store, config, 0, claims.claim("shard 0"), work, null)) {
            for (int checkpoint = 1; checkpoint <= NAMES.size(); checkpoint++) {
                // The one before changes too, so that what it was is soon needed by the savepoint alone.
                for (int person = Math.max(0, checkpoint - 2); person < checkpoint; person++) {
                    writer.apply(person(NAMES.get(person), checkpoint));
                }
                ShardCommit commit = writer.commit(checkpoint);
                if (checkpoint == SAVEPOINT) {
                    new SavepointMarkers(store)
                            .write(new SavepointMarkers.Marker(
                                    SavepointMarkers.Marker.FORMAT, JOB, checkpoint, 1_000_000_000_000L, 1, commit));
                }
                gatherer.add(commit);
                log.publish(gatherer.seal().orElseThrow());
                new FileCollector(store, log, RETAINED).collect();
            }
        }
    }

    private static GraphChange person(String name, int documents) {
        return GraphChange.upsert(
                new Entity(
                        Ids.entity("Person", name),
                        name,
                        "Person",
                        List.of(),
                        documents,
                        documents,
                        900_000,
                        List.of(new Evidence("doc-1", 0, 3, 900_000))),
                documents);
    }
}
