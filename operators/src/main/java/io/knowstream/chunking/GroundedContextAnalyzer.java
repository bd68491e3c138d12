package io.knowstream.chunking;

import io.knowstream.graph.CodePoints;
import io.knowstream.graph.Document;
import io.knowstream.graph.GlobalContext;
import io.knowstream.inference.grounded.GroundedKeyTerms;
import io.knowstream.inference.grounded.NamedSpan;
import io.knowstream.inference.roles.LanguageModel;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Lets a language model name the topic and the key terms of a document; title and lead are those of the text. */
final class GroundedContextAnalyzer implements ContextAnalyzer {

    private final LanguageModel model;
    private final GroundedKeyTerms keyTerms;

    GroundedContextAnalyzer(LanguageModel model) {
        this.model = model;
        this.keyTerms = new GroundedKeyTerms(model.tokenizer(), model.style(), LanguageModel.WINDOW);
    }

    @Override
    public CompletableFuture<GlobalContext> analyze(Document document) {
        GlobalContext statistical = GlobalContextAnalyzer.analyze(document);
        return model.run(keyTerms.task(document.content(), document.title()))
                .thenApply(spans ->
                        new GlobalContext(statistical.title(), terms(document.content(), spans), statistical.lead()));
    }

    private static List<String> terms(String content, List<NamedSpan> spans) {
        CodePoints points = CodePoints.of(content);
        return spans.stream()
                .map(span -> points.slice(span.start(), span.end()))
                .distinct()
                .toList();
    }
}
