package io.knowstream.index;

import io.knowstream.graph.Relationship;

/**
 * A relationship with the names of both its ends.
 *
 * @param relationship with confidence and evidence
 * @param sourceName name of the subject
 * @param targetName name of the object
 */
public record NamedRelationship(Relationship relationship, String sourceName, String targetName) {}
