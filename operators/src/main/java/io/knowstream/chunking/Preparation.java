package io.knowstream.chunking;

import io.knowstream.graph.AdmittedDocument;
import io.knowstream.graph.Document;
import io.knowstream.inference.InputRejectedException;
import java.util.List;

/** Finds a document's context and chunk boundaries: a pure function of the document. Thread-safe if its chunker is. */
final class Preparation {

    private final Chunker chunker;

    Preparation(Chunker chunker) {
        this.chunker = chunker;
    }

    /** Prepares a document; one that the embedding model refuses is flagged, a deleted one passes as it is. */
    PreparedDocument prepare(AdmittedDocument admitted) {
        String id = admitted.documentId();
        long revision = admitted.revision();
        Document document = admitted.document();
        if (document == null) {
            return new PreparedDocument(id, revision, null, null, List.of(), null);
        }
        try {
            return new PreparedDocument(
                    id,
                    revision,
                    document,
                    GlobalContextAnalyzer.analyze(document),
                    chunker.chunk(document.content()),
                    null);
        } catch (InputRejectedException e) {
            return new PreparedDocument(
                    id, revision, document, null, List.of(), "cannot find chunk boundaries: " + e.getMessage());
        }
    }
}
