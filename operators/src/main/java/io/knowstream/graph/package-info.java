/**
 * What flows: documents, chunks, mentions, entities and relationships, their content-derived ids and their canonical
 * JSON form.
 *
 * <p>Everything here is an immutable record or a pure function, safe for use by any thread. Offsets count Unicode code
 * points, end exclusive. Confidences are fixed-point {@linkplain io.knowstream.graph.Confidence parts per million}, so
 * that sums do not depend on their order. This package imports no other package of the project.
 *
 * <p>The records travel between Flink operators and lie in state as Flink POJOs: a new component is read as null or
 * zero from older snapshots, and none is ever renamed.
 */
package io.knowstream.graph;
