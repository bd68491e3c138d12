package io.knowstream.job.evaluate;

import io.knowstream.extraction.GivenEntities;
import io.knowstream.graph.CodePoints;
import io.knowstream.graph.Confidence;
import io.knowstream.graph.DocumentEntity;
import io.knowstream.graph.DocumentGraph;
import io.knowstream.graph.Mention;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The annotated names, for extraction that is given its entities. A chunk is known by its text alone: what is in several
 * documents, or at several places of one, has the names of the first. Of names that overlap the longest is given, as
 * resolution keeps no other. Safe for use by many threads.
 */
public final class GoldNames implements GivenEntities.Source {

    private static final long serialVersionUID = 1L;

    /** What a name is where nothing says more. */
    private static final String UNKNOWN = "Miscellaneous";

    private final ArrayList<String> texts = new ArrayList<>();
    private final ArrayList<ArrayList<Name>> names = new ArrayList<>();
    private final HashMap<String, Integer> whole = new HashMap<>();

    private record Name(int start, int end, String type, String entity) implements Serializable {}

    private GoldNames() {}

    /**
     * The names of documents.
     *
     * @param found by documents, in their order; a name whose type is not annotated has the type of what was found there
     */
    public static GoldNames of(List<GoldDocument> documents, List<DocumentGraph> found) {
        GoldNames all = new GoldNames();
        for (int i = 0; i < documents.size(); i++) {
            GoldDocument document = documents.get(i);
            ArrayList<Name> names = new ArrayList<>();
            for (GoldMention mention : apart(document.mentions())) {
                String type = mention.types().isEmpty()
                        ? typeAt(mention, found.get(i))
                        : mention.types().get(0);
                names.add(new Name(mention.start(), mention.end(), type, mention.entity()));
            }
            all.whole.putIfAbsent(document.text(), all.texts.size());
            all.texts.add(document.text());
            all.names.add(names);
        }
        return all;
    }

    /** The longest of those that overlap, the first of equally long ones; in text order. */
    private static List<GoldMention> apart(List<GoldMention> mentions) {
        List<GoldMention> byLength = new ArrayList<>(mentions);
        byLength.sort((one, other) -> Integer.compare(other.end() - other.start(), one.end() - one.start()));
        List<GoldMention> apart = new ArrayList<>();
        for (GoldMention mention : byLength) {
            if (apart.stream().noneMatch(kept -> kept.start() < mention.end() && mention.start() < kept.end())) {
                apart.add(mention);
            }
        }
        apart.sort((one, other) -> Integer.compare(one.start(), other.start()));
        return apart;
    }

    private static String typeAt(GoldMention place, DocumentGraph graph) {
        String type = UNKNOWN;
        int most = 0;
        for (DocumentEntity entity : graph.entities()) {
            for (Mention mention : entity.mentions()) {
                int shared = Math.min(place.end(), mention.end()) - Math.max(place.start(), mention.start());
                if (shared > most) {
                    most = shared;
                    type = mention.type();
                }
            }
        }
        return type;
    }

    @Override
    public GivenEntities.Given apply(String chunk) {
        Integer document = whole.get(chunk);
        if (document != null) {
            return given(chunk, document, 0);
        }
        for (int i = 0; i < texts.size(); i++) {
            int at = texts.get(i).indexOf(chunk);
            if (at >= 0) {
                return given(chunk, i, texts.get(i).codePointCount(0, at));
            }
        }
        throw new IllegalStateException("a chunk must be of one of the documents (got " + chunk + ")");
    }

    private GivenEntities.Given given(String chunk, int document, int offset) {
        CodePoints text = CodePoints.of(chunk);
        Map<String, Integer> numbers = new HashMap<>();
        List<Mention> mentions = new ArrayList<>();
        List<Integer> entities = new ArrayList<>();
        for (Name name : names.get(document)) {
            int start = name.start - offset;
            int end = name.end - offset;
            if (start >= 0 && end <= text.length()) {
                mentions.add(new Mention(start, end, text.slice(start, end), name.type, Confidence.ONE));
                entities.add(numbers.computeIfAbsent(name.entity, absent -> numbers.size()));
            }
        }
        return new GivenEntities.Given(mentions, entities);
    }
}
