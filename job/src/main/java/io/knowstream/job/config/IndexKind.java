package io.knowstream.job.config;

import java.util.Locale;

/** Where the graph's indices are kept. */
public enum IndexKind {
    /** In a directory or an object store, published with each checkpoint. */
    LUCENE,
    /** In a cluster of Elasticsearch, written as changes come. */
    ELASTICSEARCH;

    /** As it is written in the configuration. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
