package io.knowstream.resolution;

import io.knowstream.graph.Chunk;
import io.knowstream.graph.ChunkExtraction;
import io.knowstream.graph.ChunkRelation;
import io.knowstream.graph.ChunkResult;
import io.knowstream.graph.CodePoints;
import io.knowstream.graph.DocumentEntity;
import io.knowstream.graph.DocumentGraph;
import io.knowstream.graph.DocumentRelationship;
import io.knowstream.graph.Ids;
import io.knowstream.graph.Manifest;
import io.knowstream.graph.Mention;
import io.knowstream.graph.Quality;
import io.knowstream.graph.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Makes a document's graph from what was found in its chunks: a pure function, safe for use by any thread.
 *
 * <p>Where chunks overlap, each place counts once: {@link MentionTable} decides which mention stands there.
 */
final class DocumentResolver {

    /** At most so many places are kept as evidence of one relationship in one document. */
    private static final int MAX_EVIDENCE = 8;

    /** Changes with everything that a document's graph depends on but its manifest and results. */
    static final int RULES = 2;

    private final boolean qualityValidation;

    /** @param qualityValidation whether documents get a quality that do not say under which configuration they came */
    DocumentResolver(boolean qualityValidation) {
        this.qualityValidation = qualityValidation;
    }

    /**
     * Resolves a document.
     *
     * @param manifest of a document that is not deleted
     * @param results one a chunk of the manifest, in its order
     */
    DocumentGraph resolve(Manifest manifest, List<ChunkResult> results) {
        return resolve(manifest, results, validates(manifest));
    }

    /** Whether a document gets a quality. */
    boolean validates(Manifest manifest) {
        return manifest.configuration() == null
                ? qualityValidation
                : manifest.configuration().qualityValidation();
    }

    /** The same, with a quality or without. */
    DocumentGraph resolve(Manifest manifest, List<ChunkResult> results, boolean validated) {
        MentionTable table = MentionTable.of(manifest.chunks(), results);
        List<Mention> mentions = table.mentions();
        Coreference coreference =
                Coreference.of(mentions, CodePoints.of(manifest.document().content()));
        List<DocumentEntity> entities = coreference.entities(mentions);
        List<DocumentRelationship> relationships =
                relationships(manifest, results, table, coreference.groups(), entities);
        Quality quality = validated ? QualityValidation.validate(manifest, results, entities, relationships) : null;
        List<String> failures = Stream.concat(
                        Stream.ofNullable(manifest.failure()), results.stream().map(ChunkResult::failure))
                .filter(Objects::nonNull)
                .toList();
        return new DocumentGraph(manifest.document(), quality, manifest.chunks(), entities, relationships, failures);
    }

    private static List<DocumentRelationship> relationships(
            Manifest manifest,
            List<ChunkResult> results,
            MentionTable table,
            int[] groups,
            List<DocumentEntity> entities) {
        Map<Statement, Statements> found = new TreeMap<>();
        for (int c = 0; c < results.size(); c++) {
            Chunk chunk = manifest.chunks().get(c);
            ChunkExtraction extraction = results.get(c).extraction();
            for (ChunkRelation relation : extraction.relations()) {
                int source = groups[table.indexOf(c, relation.subject())];
                int target = groups[table.indexOf(c, relation.object())];
                if (source != target) {
                    found.computeIfAbsent(
                                    new Statement(source, target, relation.type(), relation.wikidata()),
                                    statement -> new Statements())
                            .add(relation.confidence(), relation.evidence().shift(chunk.start()));
                }
            }
        }
        List<DocumentRelationship> relationships = new ArrayList<>(found.size());
        found.forEach((statement, statements) -> {
            String source = entities.get(statement.source).id();
            String target = entities.get(statement.target).id();
            relationships.add(new DocumentRelationship(
                    Ids.relationship(source, statement.predicate(), target),
                    source,
                    statement.type,
                    statement.wikidata,
                    target,
                    statements.confidence,
                    statements.evidence.stream().limit(MAX_EVIDENCE).toList()));
        });
        return relationships;
    }

    /** Subject and object by the order of their entities, and the predicate. */
    private record Statement(int source, int target, String type, String wikidata) implements Comparable<Statement> {

        private static final Comparator<Statement> ORDER = Comparator.comparingInt(Statement::source)
                .thenComparingInt(Statement::target)
                .thenComparing(Statement::predicate);

        String predicate() {
            return wikidata == null ? type : wikidata;
        }

        @Override
        public int compareTo(Statement other) {
            return ORDER.compare(this, other);
        }
    }

    private static final class Statements {
        private int confidence;
        private final TreeSet<Span> evidence = new TreeSet<>();

        void add(int stated, Span place) {
            confidence = Math.max(confidence, stated);
            evidence.add(place);
        }
    }
}
