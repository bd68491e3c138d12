package io.knowstream.index;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The published manifests of an index, numbered without gaps.
 *
 * <p>Publishing is a compare-and-set: whoever has compared his manifest with the newest, number {@code n}, creates
 * number {@code n + 1}, and only one creation of a number succeeds. A process that was paused between the two steps
 * finds the number taken, compares again, and learns that it is superseded.
 */
final class ManifestLog {

    /** What came of publishing a manifest. */
    enum Outcome {
        /** It is the newest now. */
        PUBLISHED,
        /** It, or a later one of the same lineage, has been published before: there is nothing to do. */
        ALREADY_PUBLISHED,
        /** A newer lineage or attempt has published: this process must not. */
        SUPERSEDED
    }

    private static final String INDEX = "index.json";
    private static final String MANIFESTS = "manifests";
    private static final String CLAIMS = "claims";
    private static final int FORMAT = 1;

    private final SegmentStore store;
    private final int shards;

    private ManifestLog(SegmentStore store, int shards) {
        this.store = store;
        this.shards = shards;
    }

    /** Opens an index for writing; creates it where there is none. */
    static ManifestLog open(SegmentStore store, String path, int shards) throws IOException {
        String created = "{\"format\":" + FORMAT + ",\"shards\":" + shards + "}\n";
        store.create(INDEX, created.getBytes(StandardCharsets.US_ASCII));
        ManifestLog log = open(store, path);
        if (log.shards != shards) {
            throw new IllegalStateException("index.shards must be " + log.shards + ", with which the index at " + path
                    + " was created (got " + shards + ")");
        }
        return log;
    }

    /** Opens an index that exists; {@link NoSuchFileException} where there is none. */
    static ManifestLog open(SegmentStore store, String path) throws IOException {
        try {
            Map<?, ?> index = new ObjectMapper().readValue(store.read(INDEX), Map.class);
            if (!Integer.valueOf(FORMAT).equals(index.get("format"))) {
                throw new IOException(
                        "the index at " + path + " must have format " + FORMAT + " (got " + index.get("format") + ")");
            }
            return new ManifestLog(store, (Integer) index.get("shards"));
        } catch (NoSuchFileException e) {
            throw new NoSuchFileException(path, null, "there is no index here");
        }
    }

    /** The fixed number of shards. */
    int shards() {
        return shards;
    }

    /** Takes a number that is higher than every number taken before. */
    long claim(String owner) throws IOException {
        return claim(owner, 0);
    }

    /** The same, and higher than a number that is known to have been taken in an index whose claims may be lost. */
    long claim(String owner, long known) throws IOException {
        while (true) {
            List<String> claims = store.list(CLAIMS);
            long last = claims.isEmpty() ? 0 : numberOf(claims.get(claims.size() - 1));
            long next = Math.max(last, known) + 1;
            if (store.create(CLAIMS + "/" + digits(next), owner.getBytes(StandardCharsets.UTF_8))) {
                return next;
            }
        }
    }

    /** The newest manifest. */
    Optional<IndexManifest> head() throws IOException {
        List<String> names = store.list(MANIFESTS);
        if (names.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(read(names.get(names.size() - 1)));
        } catch (NoSuchFileException e) {
            // It was collected since: there are newer ones.
            return head();
        }
    }

    /** Publishes a manifest if it is newer than all others. */
    Outcome publish(IndexManifest manifest) throws IOException {
        if (manifest.shards().size() != shards) {
            throw new IllegalStateException("a manifest must have " + shards + " shards (got "
                    + manifest.shards().size() + ")");
        }
        while (true) {
            List<String> names = store.list(MANIFESTS);
            long number = 1;
            if (!names.isEmpty()) {
                String newest = names.get(names.size() - 1);
                Outcome outcome = compare(manifest, read(newest));
                if (outcome != Outcome.PUBLISHED) {
                    return outcome;
                }
                number = numberOf(newest) + 1;
            }
            if (store.create(MANIFESTS + "/" + digits(number), manifest.toBytes())) {
                return Outcome.PUBLISHED;
            }
        }
    }

    /** What may become of {@code manifest} where {@code head} is the newest. */
    static Outcome compare(IndexManifest manifest, IndexManifest head) {
        if (manifest.lineage() != head.lineage()) {
            return manifest.lineage() > head.lineage() ? Outcome.PUBLISHED : Outcome.SUPERSEDED;
        }
        if (manifest.checkpoint() <= head.checkpoint()) {
            return Outcome.ALREADY_PUBLISHED;
        }
        return manifest.attempt() >= head.attempt() ? Outcome.PUBLISHED : Outcome.SUPERSEDED;
    }

    /** The names of all manifests, oldest first. */
    List<String> names() throws IOException {
        return store.list(MANIFESTS);
    }

    IndexManifest read(String name) throws IOException {
        return IndexManifest.fromBytes(store.read(name));
    }

    /** The names of all claims, lowest first. */
    List<String> claims() throws IOException {
        return store.list(CLAIMS);
    }

    /** The number at the end of a name. */
    static long numberOf(String name) {
        return Long.parseLong(name.substring(name.lastIndexOf('/') + 1));
    }

    /** A number as its file is called: names sort as numbers do. */
    static String digits(long number) {
        String digits = Long.toString(number);
        return "0".repeat(19 - digits.length()) + digits;
    }
}
