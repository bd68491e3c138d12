package io.knowstream.index;

import io.knowstream.graph.Entity;

/**
 * An entity and how much is known of it.
 *
 * @param entity the entity, with the number of its documents
 * @param relationships how many relationships it has, in either direction
 */
public record BusyEntity(Entity entity, int relationships) {}
