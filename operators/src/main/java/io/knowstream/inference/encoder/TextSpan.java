package io.knowstream.inference.encoder;

/**
 * A place in a text that names an entity.
 *
 * @param start first code point
 * @param end code point after the last
 * @param type the entity's type, e.g. {@code Person}
 * @param confidence in [0, 1]
 */
public record TextSpan(int start, int end, String type, double confidence) {}
