package io.knowstream.index;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.knowstream.graph.Entity;
import io.knowstream.graph.GraphChange.Kind;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Answers to frequent queries for entities, and the compiled automata of fuzzy names, bounded in bytes; what is used seldom
 * leaves first (W-TinyLFU, by Caffeine). Safe for use by many threads.
 *
 * <p>Answers belong to the entities and links of one snapshot; automata are a function of the name and outlast it.
 */
final class EntityCache {

    /** The kinds of records that answers are made of. */
    static final Set<Kind> OF = Set.of(Kind.ENTITY, Kind.LINK);

    /** Estimated bytes of all answers. */
    private static final long MAX_ANSWERS = 32L << 20;
    /** Bytes of all automata; one of two edits takes some ten thousand, of a long name some hundred thousand. */
    private static final long MAX_AUTOMATA = 32L << 20;

    /** Estimated bytes of an entry of the cache with its query, of an entity, and of one evidence. */
    private static final int ENTRY_BYTES = 300;

    private static final int ENTITY_BYTES = 200;
    private static final int EVIDENCE_BYTES = 100;

    private record Fuzzy(String name, int edits) {}

    private final Cache<GraphQuery<?>, Object> answers;
    private final Cache<Fuzzy, FuzzyName> automata;

    EntityCache() {
        this(Caffeine.newBuilder()
                .maximumWeight(MAX_AUTOMATA)
                .weigher((Fuzzy name, FuzzyName query) -> (int) Math.min(query.ramBytesUsed(), MAX_AUTOMATA))
                .executor(Runnable::run)
                .build());
    }

    private EntityCache(Cache<Fuzzy, FuzzyName> automata) {
        this.automata = automata;
        this.answers = Caffeine.newBuilder()
                .maximumWeight(MAX_ANSWERS)
                .weigher((GraphQuery<?> query, Object answer) -> (int) Math.min(bytes(query, answer), MAX_ANSWERS))
                .executor(Runnable::run)
                .build();
    }

    /** For other entities: without answers, with the same automata. */
    EntityCache withoutAnswers() {
        return new EntityCache(automata);
    }

    /** The answer of a query for entities; several threads may find it at the same time. */
    <T> T answer(GraphQuery<T> query, IndexSnapshot at) throws IOException {
        @SuppressWarnings("unchecked") // Put in below, for this query.
        T known = (T) answers.getIfPresent(query);
        if (known == null) {
            known = query.answer(at);
            answers.put(query, known);
        }
        return known;
    }

    /** The query of a fuzzy name. */
    FuzzyName like(String name, int edits) {
        return automata.get(new Fuzzy(name, edits), fuzzy -> FuzzyName.of(name, edits));
    }

    /** Estimated bytes of all that is held. */
    long bytes() {
        return weight(answers) + weight(automata);
    }

    private static long weight(Cache<?, ?> cache) {
        cache.cleanUp();
        return cache.policy().eviction().orElseThrow().weightedSize().orElseThrow();
    }

    private static long bytes(GraphQuery<?> query, Object answer) {
        List<?> parts = answer instanceof Optional<?> one ? one.stream().toList() : (List<?>) answer;
        return ENTRY_BYTES
                + 2L * query.length()
                + parts.stream().mapToLong(EntityCache::bytes).sum();
    }

    private static long bytes(Object part) {
        if (part instanceof EntityCluster cluster) {
            // A link is no larger than the entity that it belongs to.
            return 2 * cluster.members().stream().mapToLong(EntityCache::bytes).sum();
        }
        Entity entity = (Entity) part;
        long characters = entity.id().length() + entity.name().length();
        for (String alias : entity.aliases()) {
            characters += alias.length();
        }
        return ENTITY_BYTES
                + 2 * characters
                + (long) EVIDENCE_BYTES
                        * (entity.aliases().size() + entity.evidence().size());
    }
}
