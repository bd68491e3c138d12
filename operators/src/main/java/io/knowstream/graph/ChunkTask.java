package io.knowstream.graph;

/**
 * A chunk on its way to extraction.
 *
 * @param documentId the document's id
 * @param revision the document's revision
 * @param chunkId {@link Ids#chunk}
 * @param fingerprint hash of everything the extraction depends on
 * @param text the chunk's text
 * @param context the document's context; null where it is not preserved
 * @param provisional whether the smaller models of the roles extract it
 */
public record ChunkTask(
        String documentId,
        long revision,
        String chunkId,
        String fingerprint,
        String text,
        GlobalContext context,
        boolean provisional) {

    /** A chunk that is extracted in full. */
    public ChunkTask(
            String documentId, long revision, String chunkId, String fingerprint, String text, GlobalContext context) {
        this(documentId, revision, chunkId, fingerprint, text, context, false);
    }
}
