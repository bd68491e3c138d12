package io.knowstream.resolution;

import io.knowstream.graph.DocumentEntity;
import io.knowstream.graph.Evidence;
import io.knowstream.graph.Mention;
import io.knowstream.graph.Names;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one document says of an entity.
 *
 * @param entityId the entity
 * @param documentId the document
 * @param withdrawn whether the document no longer names it; everything else is empty then
 * @param name the document's canonical name for it
 * @param type the entity's type
 * @param sense what tells it from others of its name, such as {@code born 1867}; null where nothing does
 * @param names every surface form, in text order of the names
 * @param count number of mentions
 * @param weight sum of their confidences, parts per million
 * @param evidence its strongest mentions
 */
public record EntityContribution(
        String entityId,
        String documentId,
        boolean withdrawn,
        String name,
        String type,
        String sense,
        List<NameVotes> names,
        int count,
        long weight,
        List<Evidence> evidence)
        implements Contribution {

    private static final int MAX_EVIDENCE = 4;

    static EntityContribution of(String documentId, DocumentEntity entity) {
        Map<String, Integer> votes = new TreeMap<>();
        for (Mention mention : entity.mentions()) {
            votes.merge(Names.collapse(mention.text()), 1, Integer::sum);
        }
        if (votes.keySet().stream().map(Names::normalize).noneMatch(Names.normalize(entity.name())::equals)) {
            // Mentioned by its family name alone, next to a namesake: its own name has to have a vote.
            votes.put(entity.name(), 1);
        }
        return new EntityContribution(
                entity.id(),
                documentId,
                false,
                entity.name(),
                entity.type(),
                entity.sense(),
                votes.entrySet().stream()
                        .map(vote -> new NameVotes(vote.getKey(), vote.getValue()))
                        .toList(),
                entity.mentions().size(),
                entity.mentions().stream().mapToLong(Mention::confidence).sum(),
                entity.mentions().stream()
                        .map(mention -> new Evidence(documentId, mention.start(), mention.end(), mention.confidence()))
                        .sorted(Evidence.ORDER)
                        .limit(MAX_EVIDENCE)
                        .toList());
    }

    static EntityContribution withdrawal(String entityId, String documentId) {
        return new EntityContribution(entityId, documentId, true, "", "", null, List.of(), 0, 0, List.of());
    }
}
