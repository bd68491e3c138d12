package io.knowstream.job.cli;

import io.knowstream.graph.Entity;
import io.knowstream.index.EntityCluster;

/**
 * An entity that was asked for.
 *
 * @param entity under the name that was found
 * @param cluster all names that are the same entity
 */
record EntityAnswer(Entity entity, EntityCluster cluster) {}
