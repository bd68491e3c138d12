package io.knowstream.extraction;

import io.knowstream.graph.Confidence;
import io.knowstream.graph.Mention;
import io.knowstream.inference.encoder.BertTokenClassifier;
import io.knowstream.inference.encoder.TextSpan;
import io.knowstream.inference.roles.Borrowed;
import java.util.List;

/** Entities by a token classifier of the BERT family; {@code minConfidence} is in parts per million. */
record BertEntities(Borrowed<BertTokenClassifier> model, int minConfidence) implements EntityFinder {

    @Override
    public List<Mention> find(ChunkText chunk) {
        List<TextSpan> spans = model.use(classifier -> classifier.classify(chunk.text()));
        return spans.stream()
                .filter(span -> Confidence.of(span.confidence()) >= minConfidence)
                .map(span -> chunk.mention(span.start(), span.end(), span.type(), span.confidence()))
                .toList();
    }
}
