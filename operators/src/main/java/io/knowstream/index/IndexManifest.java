package io.knowstream.index;

import io.knowstream.graph.GraphChange.Kind;
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
 * @param attempt the {@linkplain Claims claim} of the process that gathered it
 * @param shards one commit each, in order
 */
record IndexManifest(int format, long lineage, long checkpoint, long attempt, List<ShardCommit> shards) {

    /** The current {@link #format}. */
    static final int FORMAT = 2;

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

    /** The files of a kind of records, shard by shard. */
    List<List<StoredFile>> files(Kind kind) {
        return shards.stream()
                .map(shard -> shard.files().stream()
                        .filter(file -> file.kind().equals(Kinds.name(kind)))
                        .toList())
                .toList();
    }

    /** What it is called. */
    ManifestName name() {
        return new ManifestName(lineage, attempt, checkpoint);
    }

    /** The same under another lineage and attempt. */
    IndexManifest as(long newLineage, long newAttempt) {
        return new IndexManifest(format, newLineage, checkpoint, newAttempt, shards);
    }

    /** Whether a reader would see the same in both: their files are the same. */
    boolean sameContent(IndexManifest other) {
        return other != null && files(shards).equals(files(other.shards));
    }

    private static List<List<StoredFile>> files(List<ShardCommit> shards) {
        return shards.stream().map(ShardCommit::files).toList();
    }

    byte[] toBytes() {
        return ChecksummedJson.write(this);
    }

    /** @param name of the file that the bytes come from */
    static IndexManifest fromBytes(String name, byte[] bytes) throws IOException {
        IndexManifest manifest = ChecksummedJson.read(name, bytes, IndexManifest.class);
        if (manifest.format != FORMAT) {
            throw new IOException(
                    "manifest format must be " + FORMAT + " (got " + manifest.format + " in " + name + ")");
        }
        return manifest;
    }

    @Override
    public String toString() {
        return name().toString();
    }
}
