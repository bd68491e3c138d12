package io.knowstream.job.cli;

import io.knowstream.graph.Entity;
import io.knowstream.graph.EntityLink;
import io.knowstream.graph.Evidence;
import io.knowstream.graph.GraphChange;
import io.knowstream.graph.Ids;
import io.knowstream.graph.IndexedChunk;
import io.knowstream.graph.Relationship;
import io.knowstream.graph.StorageStrategy;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A graph to ask, a function of its numbers and seed: entities of two words, relationships of which some entities have
 * thousands, one link to twenty entities, and passages with vectors.
 *
 * @param entities how many
 * @param seed of the ends of relationships
 * @param passages their texts
 * @param vectors of the passages, each of length one
 */
record QueryGraph(int entities, long seed, List<String> passages, float[][] vectors) {

    private static final String TYPE = "Person";
    private static final int RELATIONSHIPS_OF_AN_ENTITY = 3;
    private static final int ENTITIES_OF_A_LINK = 20;
    private static final int DOCUMENT_PASSAGES = 4;
    private static final List<String> PREDICATES = List.of("spouse", "employer", "student of", "country", "member of");

    /** How many records there are. */
    long records() {
        return entities * (1L + RELATIONSHIPS_OF_AN_ENTITY) + entities / ENTITIES_OF_A_LINK + passages.size();
    }

    /** One of them as the change that brings it, by number. */
    GraphChange record(long number) {
        if (number < entities) {
            return GraphChange.upsert(entity((int) number), 1);
        }
        long rest = number - entities;
        if (rest < (long) entities * RELATIONSHIPS_OF_AN_ENTITY) {
            return GraphChange.upsert(relationship((int) rest), 1);
        }
        rest -= (long) entities * RELATIONSHIPS_OF_AN_ENTITY;
        if (rest < entities / ENTITIES_OF_A_LINK) {
            return GraphChange.upsert(link((int) rest * ENTITIES_OF_A_LINK), 1);
        }
        return GraphChange.upsert(chunk((int) (rest - entities / ENTITIES_OF_A_LINK)), 1, StorageStrategy.BALANCED);
    }

    static String id(int entity) {
        return Ids.entity(TYPE, ScaleNames.of(entity));
    }

    private Entity entity(int number) {
        int documents = 1 + new SplittableRandom(seed + number).nextInt(20);
        return new Entity(
                id(number),
                ScaleNames.of(number),
                TYPE,
                List.of(),
                documents,
                documents * 2L,
                900_000,
                List.of(new Evidence(document(number), 0, 11, 900_000)));
    }

    /** Subjects are all alike; of the objects the first are the busiest, as the cube of a random number. */
    private Relationship relationship(int number) {
        SplittableRandom random = new SplittableRandom(seed ^ number * 0x9E3779B97F4A7C15L);
        String source = id(number / RELATIONSHIPS_OF_AN_ENTITY);
        double drawn = random.nextDouble();
        String target = id((int) (entities * drawn * drawn * drawn));
        String type = PREDICATES.get(random.nextInt(PREDICATES.size()));
        return new Relationship(
                Ids.relationship(source, type, target),
                source,
                type,
                null,
                target,
                500_000 + random.nextInt(500_000),
                1,
                List.of(new Evidence(document(number), 0, 40, 800_000)));
    }

    private EntityLink link(int entity) {
        return new EntityLink(
                Ids.link(id(entity + 1)), id(entity + 1), id(entity), EntityLink.Rule.FORM, 1_000_000, "benchmark");
    }

    private IndexedChunk chunk(int number) {
        String document = document(number / DOCUMENT_PASSAGES);
        String text = passages.get(number);
        int begin = number % DOCUMENT_PASSAGES * 1_000;
        return new IndexedChunk(
                Integer.toString(number),
                document,
                null,
                begin,
                begin + text.codePointCount(0, text.length()),
                text,
                List.of(id(number % entities), id(number * 7 % entities)),
                vectors[number]);
    }

    private static String document(int number) {
        return "document-" + number;
    }
}
