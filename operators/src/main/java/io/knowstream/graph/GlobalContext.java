package io.knowstream.graph;

import java.util.List;

/**
 * What a reader of one chunk should know of the whole document.
 *
 * @param title null where the document has none
 * @param keyTerms the terms that the document is about, most telling first
 * @param lead the document's first sentences
 */
public record GlobalContext(String title, List<String> keyTerms, String lead) {}
