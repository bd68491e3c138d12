/**
 * The indices in a cluster of Elasticsearch, in place of those of Lucene in a directory.
 *
 * <p>{@link io.knowstream.index.elasticsearch.ElasticsearchSink} writes every change as it comes. What it has written lies
 * in keyed state too, record by record (the mirror), so that whatever else stands in the indices can be found and set right:
 * writes of an attempt that was lost, of a process that went on after it was superseded, and all of an index that was lost.
 * {@link io.knowstream.index.elasticsearch.ElasticsearchGraph} asks the same queries as a reader of Lucene's indices.
 *
 * <p>Every document carries who wrote it: the attempt, a number that is claimed in the indices themselves by each task that
 * starts and is higher than all before, and the last checkpoint that was behind the writer. Its external version is the
 * attempt and a count of the attempt's writes, so that a later attempt wins whatever an earlier one still sends. A deletion
 * is such a document too, a tombstone, until a checkpoint is behind it.
 *
 * <p>Writers are used by one thread; readers are safe for use by many. May import {@code index}, {@code graph} and {@code
 * metrics}; the package above does not import this one.
 */
package io.knowstream.index.elasticsearch;
