package io.knowstream.resolution;

import io.knowstream.graph.Chunk;
import io.knowstream.graph.ChunkResult;
import io.knowstream.graph.FailedDocument;
import io.knowstream.graph.Manifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Says what of a complete revision can never be processed: a pure function. */
final class Failures {

    private static final String PREPARATION = "preparation";
    private static final String EXTRACTION = "extraction";
    /** A reason names so many chunks, and counts the others. */
    private static final int NAMED = 8;

    private Failures() {}

    /**
     * What failed.
     *
     * @param results one a chunk of the manifest, in its order
     */
    static Optional<FailedDocument> of(Manifest manifest, List<ChunkResult> results) {
        if (manifest.failure() != null) {
            return Optional.of(new FailedDocument(manifest.document(), PREPARATION, manifest.failure()));
        }
        List<String> reasons = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            if (results.get(i).failure() != null) {
                Chunk chunk = manifest.chunks().get(i);
                reasons.add("characters " + chunk.start() + "-" + chunk.end() + ": "
                        + results.get(i).failure());
            }
        }
        if (reasons.isEmpty()) {
            return Optional.empty();
        }
        String named = String.join("; ", reasons.subList(0, Math.min(NAMED, reasons.size())));
        String others = reasons.size() > NAMED ? "; and " + (reasons.size() - NAMED) + " more" : "";
        return Optional.of(new FailedDocument(
                manifest.document(),
                EXTRACTION,
                reasons.size() + " of " + results.size() + " chunks can never be extracted: " + named + others));
    }
}
