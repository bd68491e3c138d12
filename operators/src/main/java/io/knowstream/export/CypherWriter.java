package io.knowstream.export;

import io.knowstream.graph.CanonicalJson;
import io.knowstream.graph.Confidence;
import io.knowstream.graph.DocumentGraph;
import io.knowstream.graph.Entity;
import io.knowstream.graph.EntityLink;
import io.knowstream.graph.GraphWriter;
import io.knowstream.graph.IndexedChunk;
import io.knowstream.graph.Relationship;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Statements of Cypher, a line each and ended by a semicolon, as {@code cypher-shell} takes them: documents, chunks that
 * are {@code PART_OF} them and {@code MENTIONS} entities, entities with their type as a second label, and relationships
 * under the names of their predicates; entities that are one are {@code SAME_AS} another. Nodes are merged by id, so that running the same again changes nothing, and a
 * record may refer to one that comes later.
 *
 * <p>What documents say stays inside literals.
 */
final class CypherWriter implements GraphWriter {

    private final Writer out;

    CypherWriter(OutputStream stream) throws IOException {
        out = new BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8));
        for (String label : List.of("Document", "Chunk", "Entity")) {
            statement("CREATE CONSTRAINT knowstream_" + label.toLowerCase(Locale.ROOT) + " IF NOT EXISTS FOR (n:"
                    + label + ") REQUIRE n.id IS UNIQUE");
        }
    }

    @Override
    public void chunk(IndexedChunk chunk) throws IOException {
        statement("MERGE (c:Chunk {id: " + text(chunk.id()) + "}) SET c.start = " + chunk.start() + ", c.end = "
                + chunk.end() + ", c.text = " + text(chunk.text()) + " MERGE (d:Document {id: "
                + text(chunk.documentId()) + "}) MERGE (c)-[:PART_OF]->(d)");
        for (String entity : chunk.entities()) {
            statement("MERGE (c:Chunk {id: " + text(chunk.id()) + "}) MERGE (e:Entity {id: " + text(entity)
                    + "}) MERGE (c)-[:MENTIONS]->(e)");
        }
    }

    @Override
    public void document(DocumentGraph graph) throws IOException {
        StringBuilder set = new StringBuilder();
        if (graph.document().title() != null) {
            set.append(" SET d.title = ").append(text(graph.document().title()));
        }
        if (graph.document().version() != null) {
            set.append(" SET d.version = ").append(graph.document().version());
        }
        if (graph.quality() != null) {
            set.append(" SET d.quality = ")
                    .append(Confidence.toText(graph.quality().overall()));
        }
        statement("MERGE (d:Document {id: " + text(graph.document().id()) + "})" + set);
    }

    @Override
    public void entity(Entity entity) throws IOException {
        statement("MERGE (e:Entity {id: " + text(entity.id()) + "}) SET e:" + name(entity.type()) + ", e.name = "
                + text(entity.name()) + ", e.type = " + text(entity.type())
                + (entity.sense() == null ? "" : ", e.sense = " + text(entity.sense())) + ", e.aliases = "
                + list(entity.aliases()) + ", e.documents = " + entity.documents() + ", e.mentions = "
                + entity.mentions() + ", e.confidence = " + Confidence.toText(entity.confidence()) + ", e.evidence = "
                + text(CanonicalJson.evidence(entity.evidence())));
    }

    @Override
    public void relationship(Relationship relationship) throws IOException {
        statement("MERGE (s:Entity {id: " + text(relationship.source()) + "}) MERGE (t:Entity {id: "
                + text(relationship.target()) + "}) MERGE (s)-[r:" + name(relationship.type()) + " {id: "
                + text(relationship.id()) + "}]->(t) SET r.type = " + text(relationship.type()) + ", r.confidence = "
                + Confidence.toText(relationship.confidence()) + ", r.documents = " + relationship.documents()
                + (relationship.wikidata() == null ? "" : ", r.wikidata = " + text(relationship.wikidata()))
                + ", r.evidence = " + text(CanonicalJson.evidence(relationship.evidence())));
    }

    @Override
    public void link(EntityLink link) throws IOException {
        statement("MERGE (s:Entity {id: " + text(link.entity()) + "}) MERGE (t:Entity {id: " + text(link.target())
                + "}) MERGE (s)-[r:SAME_AS {id: " + text(link.id()) + "}]->(t) SET r.rule = "
                + text(link.rule().name().toLowerCase(Locale.ROOT)) + ", r.confidence = "
                + Confidence.toText(link.confidence()) + ", r.via = " + text(link.via()));
    }

    private void statement(String statement) throws IOException {
        out.write(statement);
        out.write(";\n");
    }

    private static String list(List<String> values) {
        return values.stream().map(CypherWriter::text).collect(Collectors.joining(", ", "[", "]"));
    }

    /**
     * A literal. Some parsers replace a backslash, a letter u and four digits before they look for quotes, and do not see
     * that the backslash is escaped: a u behind a backslash is written by its number.
     */
    private static String text(String value) {
        StringBuilder quoted = new StringBuilder(value.length() + 2).append('\'');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\'' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (Character.isISOControl(c) || c == 'u' && i > 0 && value.charAt(i - 1) == '\\') {
                quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('\'').toString();
    }

    /** A label or type. They come from schemas; what could end the name or begin an escape becomes a low line. */
    private static String name(String value) {
        StringBuilder quoted = new StringBuilder(value.length() + 2).append('`');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            quoted.append(c == '`' || c == '\\' || Character.isISOControl(c) ? '_' : c);
        }
        return quoted.append('`').toString();
    }

    @Override
    public void complete() throws IOException {
        out.flush();
    }
}
