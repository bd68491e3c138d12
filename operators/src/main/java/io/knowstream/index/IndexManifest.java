package io.knowstream.index;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * All files of all shards at one checkpoint: what a reader may see.
 *
 * @param format version of this form
 * @param lineage which history it belongs to: a start without state, or from a checkpoint that is older than what was
 *     published since, begins a new one with a higher number
 * @param checkpoint the checkpoint that it is the content of
 * @param attempt the {@linkplain ManifestLog#claim claim} of the process that gathered it
 * @param shards one commit each, in order
 */
record IndexManifest(int format, long lineage, long checkpoint, long attempt, List<ShardCommit> shards) {

    /** The current {@link #format}. */
    static final int FORMAT = 1;

    private static final ObjectMapper JSON = new ObjectMapper();

    IndexManifest {
        shards = List.copyOf(shards);
    }

    /** The names of all files in the store. */
    Set<String> paths() {
        return shards.stream()
                .flatMap(shard -> shard.files().stream())
                .map(StoredFile::path)
                .collect(Collectors.toSet());
    }

    /** Whether a reader would see the same in both. */
    boolean sameContent(IndexManifest other) {
        return other != null
                && lineage == other.lineage
                && shards.stream()
                        .map(ShardCommit::files)
                        .toList()
                        .equals(other.shards.stream().map(ShardCommit::files).toList());
    }

    byte[] toBytes() {
        try {
            return JSON.writeValueAsBytes(this);
        } catch (IOException e) {
            throw new IllegalStateException("a manifest can be written as JSON", e);
        }
    }

    static IndexManifest fromBytes(byte[] bytes) throws IOException {
        IndexManifest manifest = JSON.readValue(bytes, IndexManifest.class);
        if (manifest.format != FORMAT) {
            throw new IOException("manifest format must be " + FORMAT + " (got " + manifest.format + ")");
        }
        return manifest;
    }

    @Override
    public String toString() {
        return "lineage " + lineage + ", checkpoint " + checkpoint + ", attempt " + attempt;
    }
}
