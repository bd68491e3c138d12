package io.knowstream.export;

import io.knowstream.graph.CanonicalLines;
import io.knowstream.graph.GraphWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** The forms that a graph can be written in. */
public enum GraphFormat {
    /** The canonical form. */
    JSONL(CanonicalLines::new),
    /** Entities, links between them and relationships for Gephi, NetworkX, igraph and others. */
    GRAPHML(GraphMlWriter::new),
    /** The same with documents and chunks, in statements for Neo4j, Memgraph and others; the same again changes nothing. */
    CYPHER(CypherWriter::new),
    /** The same in RDF with PROV. */
    NTRIPLES(NTriplesWriter::new),
    /** The canonical form in columns for DuckDB, pandas, Spark and others: a file for each kind of record. */
    PARQUET(ParquetGraphWriter.FILES, ParquetGraphWriter::new);

    private interface Opening {
        GraphWriter on(OutputStream out) throws IOException;
    }

    private interface OpeningOfFiles {
        GraphWriter in(GraphFiles files) throws IOException;
    }

    private final Opening opening;
    private final OpeningOfFiles openingOfFiles;
    private final List<String> files;

    GraphFormat(Opening opening) {
        this.opening = opening;
        this.openingOfFiles = null;
        this.files = List.of();
    }

    GraphFormat(List<String> files, OpeningOfFiles openingOfFiles) {
        this.opening = null;
        this.openingOfFiles = openingOfFiles;
        this.files = files;
    }

    /** The names of its files, all of which are always written; empty where it is one stream. */
    public List<String> files() {
        return files;
    }

    /**
     * A writer onto a stream, which should be buffered.
     *
     * @throws IllegalStateException where the form has several files
     */
    public GraphWriter writer(OutputStream out) throws IOException {
        if (opening == null) {
            throw new IllegalStateException(this + " must have a place for " + files + " (got one stream)");
        }
        return opening.on(out);
    }

    /**
     * A writer into several files.
     *
     * @throws IllegalStateException where the form is one stream
     */
    public GraphWriter writer(GraphFiles files) throws IOException {
        if (openingOfFiles == null) {
            throw new IllegalStateException(this + " must have one stream (got a place for several files)");
        }
        return openingOfFiles.in(files);
    }
}
