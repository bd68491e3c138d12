package io.knowstream.graph;

/**
 * A piece of a document that is extracted by itself.
 *
 * @param id {@link Ids#chunk}
 * @param fingerprint hash of everything its extraction depends on: text, context, model and configuration
 * @param start first code point in the document's content
 * @param end code point after the last
 */
public record Chunk(String id, String fingerprint, int start, int end) {}
