package io.knowstream.job.diagnose;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;

/**
 * What a savepoint or checkpoint says of itself, without its state.
 *
 * @param maxParallelism by the uid of the operator
 */
public record SavepointReading(String path, long id, Map<String, Integer> maxParallelism) {

    /**
     * Reads it.
     *
     * @param path a directory with a file {@code _metadata}, or that file
     * @throws IOException if there is none there, or it is something else
     */
    public static SavepointReading read(String path) throws IOException {
        CheckpointMetadata checkpoint = metadata(path);
        Map<String, Integer> maxParallelism = new TreeMap<>();
        for (OperatorState operator : checkpoint.getOperatorStates()) {
            maxParallelism.put(uid(operator), operator.getMaxParallelism());
        }
        return new SavepointReading(path, checkpoint.getCheckpointId(), maxParallelism);
    }

    /** All that a savepoint or checkpoint says of itself; see {@link #read}. */
    public static CheckpointMetadata metadata(String path) throws IOException {
        Path given = new Path(path);
        Path metadata = given.getName().equals("_metadata") ? given : new Path(given, "_metadata");
        try (DataInputStream in = new DataInputStream(
                new BufferedInputStream(metadata.getFileSystem().open(metadata)))) {
            return Checkpoints.loadCheckpointMetadata(in, SavepointReading.class.getClassLoader(), path);
        }
    }

    /** The uid of an operator; of one without, its id. */
    public static String uid(OperatorState operator) {
        return operator.getOperatorUid().orElse(operator.getOperatorID().toString());
    }
}
