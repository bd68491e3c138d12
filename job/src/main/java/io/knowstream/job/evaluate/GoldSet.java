package io.knowstream.job.evaluate;

import java.util.List;

/**
 * Documents of one collection.
 *
 * @param format in which they were written down
 * @param documents in the order of the files; no two have one id
 * @param types what the labels of mentions mean
 * @param properties what the names of relations mean
 * @param leftOut facts that could not be used, as their names are not in the text
 */
public record GoldSet(
        GoldFormat format, List<GoldDocument> documents, TypeScheme types, PropertyScheme properties, int leftOut) {

    public GoldSet {
        documents = List.copyOf(documents);
    }

    /** The same with some of the documents. */
    public GoldSet with(List<GoldDocument> some) {
        return new GoldSet(format, some, types, properties, leftOut);
    }
}
