package io.knowstream.job.evaluate;

import io.knowstream.graph.Confidence;
import io.knowstream.graph.DocumentEntity;
import io.knowstream.graph.DocumentGraph;
import io.knowstream.graph.Mention;
import io.knowstream.graph.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How well the mentions of documents are found. A mention is right if it has the very place of an annotated one and, for the
 * strict score, a type that the annotation allows. What is found of a type that the collection does not annotate, or touches
 * a free place, does not count, unless it is right.
 *
 * @param strict place and type
 * @param untyped place alone
 * @param types the strict score by type; what was missed counts under the likeliest type that the annotation allows
 */
public record EntityEvaluation(Score strict, Score untyped, List<Score> types) {

    private static final String STRICT = "strict";
    private static final String UNTYPED = "untyped";
    /** Sorts behind the two others, and is no part of what is shown. */
    private static final String TYPE = "type ";

    /** Compares what was found, a graph for each document of the set. */
    public static EntityEvaluation of(GoldSet gold, List<DocumentGraph> graphs, Bootstrap bootstrap) {
        Tallies tallies = new Tallies();
        for (int i = 0; i < graphs.size(); i++) {
            tallies.nextDocument();
            count(gold.types(), gold.documents().get(i), graphs.get(i), tallies);
        }
        Tallies.Scored scored = tallies.sample(bootstrap);
        List<Score> types = tallies.names().stream()
                .filter(name -> name.startsWith(TYPE))
                .map(name -> scored.score(name).named(name.substring(TYPE.length())))
                .toList();
        return new EntityEvaluation(scored.score(STRICT), scored.score(UNTYPED), types);
    }

    /** Everything that counts as found, with its confidence; right is strictly so. */
    public static Calibration calibration(GoldSet gold, List<DocumentGraph> graphs, Bootstrap bootstrap) {
        List<List<Judged>> documents = new ArrayList<>();
        for (int i = 0; i < graphs.size(); i++) {
            Map<Span, GoldMention> places = places(gold.documents().get(i));
            List<Judged> judged = new ArrayList<>();
            for (Mention mention : mentions(graphs.get(i))) {
                boolean right = isRight(gold.types(), places, mention);
                if (right || counts(gold.types(), gold.documents().get(i), mention)) {
                    judged.add(new Judged(Confidence.toDouble(mention.confidence()), right));
                }
            }
            documents.add(judged);
        }
        return Calibration.of("entities", documents, bootstrap);
    }

    private static void count(TypeScheme types, GoldDocument document, DocumentGraph graph, Tallies tallies) {
        Map<Span, GoldMention> places = places(document);
        Map<Span, String> rightTypes = new HashMap<>();
        for (Mention mention : mentions(graph)) {
            boolean placed = places.containsKey(mention.span());
            boolean right = isRight(types, places, mention);
            if (placed || counts(types, document, mention)) {
                tallies.add(UNTYPED, placed ? 1 : 0, 1, placed ? 1 : 0, 0);
            }
            if (right || counts(types, document, mention)) {
                String type = types.counted(mention.type());
                tallies.add(STRICT, right ? 1 : 0, 1, right ? 1 : 0, 0);
                tallies.add(TYPE + type, right ? 1 : 0, 1, right ? 1 : 0, 0);
                if (right) {
                    rightTypes.put(mention.span(), type);
                }
            }
        }
        places.forEach((place, mention) -> {
            tallies.add(STRICT, 0, 0, 0, 1);
            tallies.add(UNTYPED, 0, 0, 0, 1);
            String likeliest = types.counted(mention.types().get(0));
            tallies.add(TYPE + rightTypes.getOrDefault(place, likeliest), 0, 0, 0, 1);
        });
    }

    private static boolean isRight(TypeScheme types, Map<Span, GoldMention> places, Mention mention) {
        GoldMention there = places.get(mention.span());
        return there != null && types.allows(there, mention.type());
    }

    private static boolean counts(TypeScheme types, GoldDocument document, Mention mention) {
        return !types.unlabelled().contains(mention.type())
                && document.free().stream()
                        .noneMatch(free -> free.start() < mention.end() && mention.start() < free.end());
    }

    /** Each place once: in a few documents two entities are said to have one. */
    private static Map<Span, GoldMention> places(GoldDocument document) {
        Map<Span, GoldMention> places = new HashMap<>();
        for (GoldMention mention : document.mentions()) {
            places.putIfAbsent(new Span(mention.start(), mention.end()), mention);
        }
        return places;
    }

    private static List<Mention> mentions(DocumentGraph graph) {
        return graph.entities().stream()
                .map(DocumentEntity::mentions)
                .flatMap(List::stream)
                .toList();
    }
}
