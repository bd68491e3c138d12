package io.knowstream.chunking;

import io.knowstream.graph.AdmittedDocument;
import io.knowstream.graph.Document;
import io.knowstream.inference.InputRejectedException;
import java.util.List;

/**
 * Finds a document's context and chunk boundaries: a pure function of the document and of whether it is provisional.
 * Thread-safe if its chunkers are.
 */
final class Preparation {

    private final Chunker chunker;
    private final Chunker provisionalChunker;

    /** @param provisionalChunker cuts the provisional documents */
    Preparation(Chunker chunker, Chunker provisionalChunker) {
        this.chunker = chunker;
        this.provisionalChunker = provisionalChunker;
    }

    /** Prepares a document; one that the embedding model refuses is flagged, a deleted one passes as it is. */
    PreparedDocument prepare(AdmittedDocument admitted) {
        String id = admitted.documentId();
        long revision = admitted.revision();
        Document document = admitted.document();
        if (document == null) {
            return new PreparedDocument(id, revision, null, null, List.of(), null);
        }
        boolean provisional = admitted.provisional();
        try {
            return new PreparedDocument(
                    id,
                    revision,
                    document,
                    GlobalContextAnalyzer.analyze(document),
                    (provisional ? provisionalChunker : chunker).chunk(document.content()),
                    null,
                    provisional);
        } catch (InputRejectedException e) {
            return new PreparedDocument(
                    id,
                    revision,
                    document,
                    null,
                    List.of(),
                    "cannot find chunk boundaries: " + e.getMessage(),
                    provisional);
        }
    }
}
