package io.knowstream.export;

import io.knowstream.graph.CanonicalLines;
import io.knowstream.graph.GraphWriter;
import java.io.IOException;
import java.io.OutputStream;

/** The forms that a graph can be written in. */
public enum GraphFormat {
    /** The canonical form. */
    JSONL(CanonicalLines::new),
    /** Entities, links between them and relationships for Gephi, NetworkX, igraph and others. */
    GRAPHML(GraphMlWriter::new),
    /** The same with documents and chunks, in statements for Neo4j, Memgraph and others; the same again changes nothing. */
    CYPHER(CypherWriter::new),
    /** The same in RDF with PROV. */
    NTRIPLES(NTriplesWriter::new);

    private interface Opening {
        GraphWriter on(OutputStream out) throws IOException;
    }

    private final Opening opening;

    GraphFormat(Opening opening) {
        this.opening = opening;
    }

    /** A writer onto a stream, which should be buffered. */
    public GraphWriter writer(OutputStream out) throws IOException {
        return opening.on(out);
    }
}
