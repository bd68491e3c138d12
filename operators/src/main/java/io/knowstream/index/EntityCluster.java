package io.knowstream.index;

import io.knowstream.graph.Entity;
import io.knowstream.graph.EntityLink;
import java.util.List;

/**
 * Names that are one entity.
 *
 * @param members the entities of these names, those of most documents first, then by id; at least one
 * @param links why they are one: from each member but one to another, by their ids
 */
public record EntityCluster(List<Entity> members, List<EntityLink> links) {}
