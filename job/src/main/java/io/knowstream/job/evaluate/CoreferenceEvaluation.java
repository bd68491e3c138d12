package io.knowstream.job.evaluate;

import io.knowstream.graph.DocumentEntity;
import io.knowstream.graph.DocumentGraph;
import io.knowstream.graph.Mention;
import io.knowstream.graph.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How well the mentions of each document are put together to entities. What is found of a type that the collection does not
 * annotate does not count.
 *
 * @param conll the mean F1 of {@code measures}, the score of the CoNLL-2012 shared task
 * @param measures those of {@link CoreferenceMetrics}
 */
public record CoreferenceEvaluation(Estimate conll, List<Score> measures) {

    /** Compares what was found, a graph for each document of the set. */
    public static CoreferenceEvaluation of(GoldSet gold, List<DocumentGraph> graphs, Bootstrap bootstrap) {
        Tallies tallies = new Tallies();
        for (int i = 0; i < graphs.size(); i++) {
            tallies.nextDocument();
            CoreferenceMetrics.add(gold(gold.documents().get(i)), found(gold.types(), graphs.get(i)), tallies);
        }
        Tallies.Scored scored = tallies.sample(bootstrap);
        return new CoreferenceEvaluation(
                scored.meanF1(CoreferenceMetrics.ALL),
                CoreferenceMetrics.ALL.stream().map(scored::score).toList());
    }

    private static Clusters gold(GoldDocument document) {
        List<Map.Entry<String, Span>> mentions = new ArrayList<>();
        for (GoldMention mention : document.mentions()) {
            mentions.add(Map.entry(mention.entity(), new Span(mention.start(), mention.end())));
        }
        return Clusters.of(mentions);
    }

    private static Clusters found(TypeScheme types, DocumentGraph graph) {
        List<Map.Entry<String, Span>> mentions = new ArrayList<>();
        for (DocumentEntity entity : graph.entities()) {
            for (Mention mention : entity.mentions()) {
                if (!types.unlabelled().contains(mention.type())) {
                    mentions.add(Map.entry(entity.id(), mention.span()));
                }
            }
        }
        return Clusters.of(mentions);
    }
}
