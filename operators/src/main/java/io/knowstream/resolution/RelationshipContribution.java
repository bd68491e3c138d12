package io.knowstream.resolution;

import io.knowstream.graph.DocumentRelationship;
import io.knowstream.graph.Evidence;
import java.util.List;

/**
 * What one document says of a relationship.
 *
 * @param relationshipId the relationship
 * @param documentId the document
 * @param withdrawn whether the document no longer states it; everything else is empty then
 * @param source entity id of the subject
 * @param type the predicate's name
 * @param wikidata the property's id, or null
 * @param target entity id of the object
 * @param weight {@link NoisyOr#weight} of the document's confidence
 * @param evidence where it says so
 */
public record RelationshipContribution(
        String relationshipId,
        String documentId,
        boolean withdrawn,
        String source,
        String type,
        String wikidata,
        String target,
        long weight,
        List<Evidence> evidence)
        implements Contribution {

    private static final int MAX_EVIDENCE = 4;

    static RelationshipContribution of(String documentId, DocumentRelationship relationship) {
        return new RelationshipContribution(
                relationship.id(),
                documentId,
                false,
                relationship.source(),
                relationship.type(),
                relationship.wikidata(),
                relationship.target(),
                NoisyOr.weight(relationship.confidence()),
                relationship.evidence().stream()
                        .limit(MAX_EVIDENCE)
                        .map(span -> new Evidence(documentId, span.start(), span.end(), relationship.confidence()))
                        .toList());
    }

    static RelationshipContribution withdrawal(String relationshipId, String documentId) {
        return new RelationshipContribution(relationshipId, documentId, true, "", "", null, "", 0, List.of());
    }

    @Override
    public int count() {
        return 1;
    }
}
