package io.knowstream.index;

import io.knowstream.graph.Entity;
import java.util.List;

/**
 * A way from one entity to another along relationships, each in either direction.
 *
 * @param entities from the first to the last, one more than there are relationships
 * @param relationships the steps
 * @param confidence the product of the relationships' confidences, in (0, 1]
 */
public record GraphPath(List<Entity> entities, List<NamedRelationship> relationships, double confidence) {}
