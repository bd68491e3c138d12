package io.knowstream.inference.encoder;

import com.fasterxml.jackson.databind.JsonNode;
import io.knowstream.inference.ModelException;
import io.knowstream.inference.catalogue.ModelFiles;
import io.knowstream.inference.encoder.OnnxSession.Input;
import io.knowstream.inference.pool.LoadedModel;
import io.knowstream.inference.pool.ModelLoader;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Finds the relations between the entities of a text. A predicate holds for a pair where it scores above the pair's
 * own threshold (ATLOP, Zhou et al. 2021). Thread-safe.
 *
 * <p>Of a text longer than the model was trained on, each window is asked about the entities that it names whole; where
 * windows agree on a relation, the more confident counts.
 */
public final class RelationClassifier implements LoadedModel {

    private final TokenFeatures.Buckets buckets;
    private final int maxTokens;
    private final int maxEntities;
    private final Map<String, Integer> typeIds = new HashMap<>();
    private final Set<String> subjectTypes;
    private final List<Predicate> predicates = new ArrayList<>();
    private final OnnxSession session;

    private record Predicate(String id, String name) {}

    /** An entity as one window names it: its index among all, and its spans in the window. */
    private record Named(int entity, String type, List<EntitySpan> spans) {}

    /** Orders relations by subject, object, predicate. */
    private record Key(int subject, int object, int predicate) implements Comparable<Key> {

        private static final Comparator<Key> ORDER = Comparator.comparingInt(Key::subject)
                .thenComparingInt(Key::object)
                .thenComparingInt(Key::predicate);

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    private RelationClassifier(ModelFiles files) {
        this.buckets = TokenFeatures.Buckets.of(files);
        this.maxTokens = files.number("max_tokens");
        this.maxEntities = files.number("max_entities");
        files.at("entity_types")
                .properties()
                .forEach(type -> typeIds.put(type.getKey(), type.getValue().intValue()));
        this.subjectTypes = Set.copyOf(files.names("subject_types"));
        for (JsonNode predicate : files.at("predicates")) {
            predicates.add(new Predicate(
                    predicate.path("id").textValue(), predicate.path("name").textValue()));
        }
        this.session = new OnnxSession(files);
    }

    /** How the pool loads such a model. */
    public static ModelLoader<RelationClassifier> of(ModelFiles files) {
        return new OnnxLoader<>(RelationClassifier.class, files, RelationClassifier::new);
    }

    /** Features as this model reads them, for one thread to fill. */
    public TokenFeatures newFeatures() {
        return new TokenFeatures(buckets);
    }

    /** Whether this model reads features made for another as they are. */
    public boolean reads(TokenFeatures features) {
        return buckets.equals(features.buckets());
    }

    /**
     * The relations between entities of the text in {@code features}, ordered by subject, object and predicate. Entities
     * of types that the model does not know are passed over.
     *
     * @param entities in the order of their first spans
     * @throws ModelException if the model fails
     */
    public List<EntityPair> classify(TokenFeatures features, List<EntityGroup> entities) {
        Map<Key, Double> found = new TreeMap<>();
        for (Windows.Window window : Windows.of(features.size(), maxTokens)) {
            List<Named> named = named(entities, window);
            long[] pairs = pairs(named);
            if (pairs.length > 0) {
                score(features, window, named, pairs, found);
            }
        }
        List<EntityPair> relations = new ArrayList<>(found.size());
        found.forEach((key, confidence) -> {
            Predicate predicate = predicates.get(key.predicate);
            relations.add(new EntityPair(key.subject, key.object, predicate.name, predicate.id, confidence));
        });
        return relations;
    }

    private List<Named> named(List<EntityGroup> entities, Windows.Window window) {
        List<Named> named = new ArrayList<>();
        for (int entity = 0; entity < entities.size(); entity++) {
            EntityGroup group = entities.get(entity);
            List<EntitySpan> spans = group.spans().stream()
                    .filter(span -> span.first() >= window.from() && span.end() <= window.to())
                    .toList();
            if (!spans.isEmpty() && typeIds.containsKey(group.type())) {
                named.add(new Named(entity, group.type(), spans));
            }
        }
        if (named.size() <= maxEntities) {
            return named;
        }
        return named.stream()
                .sorted(Comparator.comparingInt((Named n) -> -n.spans.size()).thenComparingInt(Named::entity))
                .limit(maxEntities)
                .sorted(Comparator.comparingInt(Named::entity))
                .toList();
    }

    private long[] pairs(List<Named> named) {
        int subjects =
                (int) named.stream().filter(n -> subjectTypes.contains(n.type)).count();
        long[] pairs = new long[2 * subjects * Math.max(0, named.size() - 1)];
        int at = 0;
        for (int subject = 0; subject < named.size(); subject++) {
            for (int object = 0; object < named.size(); object++) {
                if (subject != object && subjectTypes.contains(named.get(subject).type)) {
                    pairs[at++] = subject;
                    pairs[at++] = object;
                }
            }
        }
        return pairs;
    }

    private void score(
            TokenFeatures features, Windows.Window window, List<Named> named, long[] pairs, Map<Key, Double> found) {
        long[] types = named.stream().mapToLong(n -> typeIds.get(n.type)).toArray();
        float[] scores = scores(features, window, mentions(named, window.from()), types, pairs);
        int columns = predicates.size() + 1;
        for (int pair = 0; pair < pairs.length / 2; pair++) {
            float threshold = scores[pair * columns];
            for (int predicate = 0; predicate < predicates.size(); predicate++) {
                double margin = (double) scores[pair * columns + 1 + predicate] - threshold;
                if (margin > 0) {
                    int subject = named.get((int) pairs[2 * pair]).entity;
                    int object = named.get((int) pairs[2 * pair + 1]).entity;
                    found.merge(new Key(subject, object, predicate), 1 / (1 + StrictMath.exp(-margin)), Math::max);
                }
            }
        }
    }

    private static long[] mentions(List<Named> named, int offset) {
        List<long[]> rows = new ArrayList<>();
        for (int entity = 0; entity < named.size(); entity++) {
            for (EntitySpan span : named.get(entity).spans) {
                rows.add(new long[] {entity, span.first() - offset, span.end() - offset});
            }
        }
        return rows.stream().flatMapToLong(Arrays::stream).toArray();
    }

    /** The scores of all pairs: the threshold and then every predicate. */
    float[] scores(TokenFeatures features, Windows.Window window, long[] mentions, long[] types, long[] pairs) {
        int size = window.to() - window.from();
        return session.run(
                "scores",
                new Input("features", features.features(window.from(), window.to()), size, TokenFeatures.FEATURES),
                new Input("chars", features.chars(window.from(), window.to()), size, TokenFeatures.CHARS),
                new Input("mentions", LongBuffer.wrap(mentions), mentions.length / 3, 3),
                new Input("entities", LongBuffer.wrap(types), types.length),
                new Input("pairs", LongBuffer.wrap(pairs), pairs.length / 2, 2));
    }

    @Override
    public long residentBytes() {
        return session.residentBytes();
    }

    @Override
    public void close() {
        session.close();
    }

    @Override
    public String toString() {
        return session.toString();
    }
}
