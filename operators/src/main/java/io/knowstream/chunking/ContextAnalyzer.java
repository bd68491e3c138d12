package io.knowstream.chunking;

import io.knowstream.graph.Document;
import io.knowstream.graph.GlobalContext;
import java.util.concurrent.CompletableFuture;

/** Finds what a reader of one chunk should know of the whole document: a function of the document. Thread-safe. */
interface ContextAnalyzer {

    /** By statistics of the text alone. */
    ContextAnalyzer STATISTICAL =
            document -> CompletableFuture.completedFuture(GlobalContextAnalyzer.analyze(document));

    /**
     * The context of a document.
     *
     * @return fails with {@link io.knowstream.inference.InputRejectedException} if this text can never be read, with
     *     another {@link io.knowstream.inference.ModelException} if reading fails for another reason
     */
    CompletableFuture<GlobalContext> analyze(Document document);
}
