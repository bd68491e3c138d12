package io.knowstream.index;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Gathers the commits of all shards into manifests.
 *
 * <p>It remembers the last commit of each shard, because a writer that has come to its end reports no more while others
 * go on.
 */
final class ShardGatherer {

    private final ManifestLog log;
    private final long lineage;
    private final long attempt;
    private final TreeMap<Integer, ShardCommit> commits = new TreeMap<>();
    private IndexManifest sealed;

    private ShardGatherer(ManifestLog log, long lineage, long attempt, IndexManifest sealed) {
        this.log = log;
        this.lineage = lineage;
        this.attempt = attempt;
        this.sealed = sealed;
        if (sealed != null) {
            sealed.shards().forEach(commit -> commits.put(commit.shard(), commit));
        }
    }

    /** Begins a new lineage. */
    static ShardGatherer fresh(ManifestLog log, Claims claims) throws IOException {
        long attempt = claims.claim("lineage");
        return new ShardGatherer(log, attempt, attempt, null);
    }

    /**
     * Goes on with a lineage, or begins one where what is published is not the past of {@code restored}.
     *
     * <p>What is restored is published again under the new attempt: readers go to exactly that checkpoint, and the
     * attempts before can no longer publish, however late they come.
     *
     * @param rebuilding whether the index is rebuilt where files of it are lost: then it is published when that is done
     */
    static ShardGatherer restored(ManifestLog log, Claims claims, IndexManifest restored, boolean rebuilding)
            throws IOException {
        long attempt = claims.claim("attempt", Math.max(restored.lineage(), restored.attempt()));
        Optional<ManifestName> head = log.headName();
        boolean ahead = head.isPresent()
                && (head.get().lineage() != restored.lineage() || head.get().checkpoint() > restored.checkpoint());
        IndexManifest again = restored.as(ahead ? attempt : restored.lineage(), attempt);
        if (rebuilding && !log.missing(again).isEmpty()) {
            return new ShardGatherer(log, again.lineage(), attempt, again);
        }
        log.requireFiles(again);
        if (log.publish(again) == ManifestLog.Outcome.SUPERSEDED) {
            throw superseded(again.name(), log.headName());
        }
        return new ShardGatherer(log, again.lineage(), attempt, again);
    }

    /** Takes the commit of a shard. */
    void add(ShardCommit commit) {
        ShardCommit last = commits.get(commit.shard());
        if (last != null && commit.version() < last.version()) {
            throw new IllegalStateException("shard " + commit.shard() + " must not fall behind version "
                    + last.version() + " of its files (got " + commit.version() + "): its state was lost");
        }
        commits.put(commit.shard(), commit);
    }

    /** The manifest of the commits taken so far; nothing where a reader would see no difference to the last one. */
    Optional<IndexManifest> seal() throws IOException {
        if (commits.size() != log.shards()) {
            throw new IllegalStateException("every one of " + log.shards() + " shards must commit at a checkpoint (got "
                    + commits.keySet() + ")");
        }
        List<ShardCommit> shards = new ArrayList<>(commits.values());
        long checkpoint =
                shards.stream().mapToLong(ShardCommit::checkpoint).max().orElseThrow();
        IndexManifest manifest = new IndexManifest(IndexManifest.FORMAT, lineage, checkpoint, attempt, shards);
        refuseIfSuperseded();
        boolean changed = !manifest.sameContent(sealed);
        sealed = manifest;
        return changed ? Optional.of(manifest) : Optional.empty();
    }

    /** What the next attempt goes on from; null before the first checkpoint. */
    IndexManifest sealed() {
        return sealed;
    }

    private void refuseIfSuperseded() throws IOException {
        Optional<ManifestName> head = log.headName();
        if (head.isPresent()
                && (head.get().lineage() > lineage
                        || (head.get().lineage() == lineage && head.get().attempt() > attempt))) {
            throw superseded(new ManifestName(lineage, attempt, 0), head);
        }
    }

    private static IllegalStateException superseded(ManifestName late, Optional<ManifestName> head) {
        return new IllegalStateException("this process (lineage " + late.lineage() + ", attempt " + late.attempt()
                + ") must not write the index any more: it is superseded by "
                + head.map(ManifestName::toString).orElse("another"));
    }
}
