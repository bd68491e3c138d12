package io.knowstream.inference.encoder;

/**
 * A run of tokens that names an entity.
 *
 * @param first the first token
 * @param end the token after the last
 * @param type the entity's type, e.g. {@code Person}
 * @param confidence in [0, 1]
 */
public record EntitySpan(int first, int end, String type, double confidence) {}
