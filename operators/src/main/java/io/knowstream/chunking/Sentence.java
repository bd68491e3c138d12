package io.knowstream.chunking;

/**
 * A sentence with the white space behind it.
 *
 * @param start first code point
 * @param end code point after the last; the next sentence starts there
 * @param opensParagraph whether it is the first of its paragraph
 */
record Sentence(int start, int end, boolean opensParagraph) {}
