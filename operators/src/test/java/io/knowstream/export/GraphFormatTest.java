package io.knowstream.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.knowstream.graph.Chunk;
import io.knowstream.graph.Document;
import io.knowstream.graph.DocumentGraph;
import io.knowstream.graph.Entity;
import io.knowstream.graph.EntityLink;
import io.knowstream.graph.Evidence;
import io.knowstream.graph.GraphWriter;
import io.knowstream.graph.Ids;
import io.knowstream.graph.IndexedChunk;
import io.knowstream.graph.Relationship;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.eclipse.rdf4j.model.Statement;
import org.eclipse.rdf4j.rio.helpers.StatementCollector;
import org.eclipse.rdf4j.rio.ntriples.NTriplesParser;
import org.jgrapht.Graph;
import org.jgrapht.graph.DefaultEdge;
import org.jgrapht.graph.DirectedPseudograph;
import org.jgrapht.nio.graphml.GraphMLImporter;
import org.jgrapht.util.SupplierUtil;
import org.junit.jupiter.api.Test;
import org.neo4j.cypherdsl.core.StatementCatalog;
import org.neo4j.cypherdsl.core.StringLiteral;
import org.neo4j.cypherdsl.parser.CypherParser;

/** What is written is read back by libraries that had no part in writing it. */
class GraphFormatTest {

    private static final List<String> NAMES = List.of(
            "Ada Lovelace",
            "<b>\"Tom & 'Jerry'\"</b> ]]>",
            "back\\slash \\u0027}) DETACH DELETE n //",
            "'); MATCH (n) DETACH DELETE n; //",
            "line\nbreak\ttab\r\u2028",
            "bell\u0007 \uFFFE",
            "\u0130stanbul \uD83D\uDE00 \u6771\u4EAC");

    private static final EntityLink LINK = new EntityLink(
            Ids.link(Ids.entity("Person", NAMES.get(3))),
            Ids.entity("Person", NAMES.get(3)),
            Ids.entity("Person", NAMES.get(1)),
            EntityLink.Rule.FUZZY,
            812_500,
            "'a' = <b>\\u0027");

    private static final String DOCUMENT = "a document>#\u00e9 1";

    private static Evidence evidence(int start) {
        return new Evidence(DOCUMENT, start, start + 5, 930_000);
    }

    private static Entity entity(String name) {
        return new Entity(
                Ids.entity("Person", name),
                name,
                "Person",
                name.equals("Ada Lovelace") ? "born 1815" : null,
                List.of(name + " II", name + " III"),
                2,
                7,
                1_000_000,
                List.of(evidence(1), evidence(10)));
    }

    private static Relationship relationship(String source, String wikidata, String target) {
        String sourceId = Ids.entity("Person", source);
        String targetId = Ids.entity("Person", target);
        return new Relationship(
                Ids.relationship(sourceId, "knows", targetId),
                sourceId,
                "significant person",
                wikidata,
                targetId,
                875_000,
                1,
                List.of(evidence(3)));
    }

    private static List<Relationship> relationships() {
        List<Relationship> relationships = new ArrayList<>();
        for (int i = 0; i < NAMES.size(); i++) {
            relationships.add(
                    relationship(NAMES.get(i), i % 2 == 0 ? "P3342" : null, NAMES.get((i + 1) % NAMES.size())));
        }
        return relationships;
    }

    private static byte[] write(GraphFormat format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        GraphWriter writer = format.writer(out);
        for (String name : NAMES) {
            writer.chunk(new IndexedChunk(
                    Ids.hash(name), DOCUMENT, null, 0, 20, name, List.of(Ids.entity("Person", name)), new float[0]));
        }
        writer.document(new DocumentGraph(
                new Document(DOCUMENT, "Title 'of' \"it\"", "content", 3L, new TreeMap<>()),
                null,
                List.of(new Chunk("c", "content", 0, 7)),
                List.of(),
                List.of(),
                List.of()));
        for (String name : NAMES) {
            writer.entity(entity(name));
        }
        writer.link(LINK);
        for (Relationship relationship : relationships()) {
            writer.relationship(relationship);
        }
        writer.complete();
        return out.toByteArray();
    }

    @Test
    void graphMlHasEntitiesAndRelationships() throws IOException {
        Graph<String, DefaultEdge> graph = new DirectedPseudograph<>(
                SupplierUtil.createStringSupplier(), SupplierUtil.DEFAULT_EDGE_SUPPLIER, false);
        Map<String, Map<String, String>> nodes = new HashMap<>();
        Map<DefaultEdge, Map<String, String>> edges = new HashMap<>();
        GraphMLImporter<String, DefaultEdge> importer = new GraphMLImporter<>();
        importer.setSchemaValidation(true);
        importer.setVertexFactory(id -> id);
        importer.addVertexAttributeConsumer((key, value) ->
                nodes.computeIfAbsent(key.getFirst(), id -> new HashMap<>()).put(key.getSecond(), value.getValue()));
        importer.addEdgeAttributeConsumer((key, value) ->
                edges.computeIfAbsent(key.getFirst(), id -> new HashMap<>()).put(key.getSecond(), value.getValue()));
        importer.importGraph(
                graph,
                new InputStreamReader(new ByteArrayInputStream(write(GraphFormat.GRAPHML)), StandardCharsets.UTF_8));

        assertThat(graph.vertexSet())
                .containsExactlyInAnyOrderElementsOf(
                        NAMES.stream().map(name -> Ids.entity("Person", name)).toList());
        for (String name : NAMES) {
            assertThat(nodes.get(Ids.entity("Person", name)))
                    // What XML cannot say is replaced.
                    .containsEntry("name", name.replace('\u0007', '\uFFFD').replace('\uFFFE', '\uFFFD'))
                    .containsEntry("type", "Person")
                    .containsEntry("confidence", "1.0")
                    .containsEntry("mentions", "7");
        }
        DefaultEdge link = graph.getEdge(LINK.entity(), LINK.target());
        assertThat(edges.get(link))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("type", "same as", "confidence", "0.8125", "rule", "fuzzy", "via", LINK.via()));
        graph.removeEdge(link);
        assertThat(graph.edgeSet()).hasSize(NAMES.size());
        for (DefaultEdge edge : graph.edgeSet()) {
            int from = NAMES.indexOf(nameOf(graph.getEdgeSource(edge)));
            assertThat(nameOf(graph.getEdgeTarget(edge))).isEqualTo(NAMES.get((from + 1) % NAMES.size()));
            assertThat(edges.get(edge))
                    .containsEntry("type", "significant person")
                    .containsEntry("confidence", "0.875")
                    .containsEntry("documents", "1")
                    .containsEntry(
                            "evidence",
                            "[{\"documentId\":\"" + DOCUMENT + "\",\"start\":3,\"end\":8,\"confidence\":0.93}]");
            assertThat(edges.get(edge).containsKey("wikidata")).isEqualTo(from % 2 == 0);
        }
    }

    private static String nameOf(String id) {
        return NAMES.stream()
                .filter(name -> Ids.entity("Person", name).equals(id))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void nTriplesLeadFromStatementsToPassages() throws IOException {
        StatementCollector read = new StatementCollector();
        NTriplesParser parser = new NTriplesParser();
        parser.setRDFHandler(read);
        parser.parse(new ByteArrayInputStream(write(GraphFormat.NTRIPLES)));
        List<Statement> triples = List.copyOf(read.getStatements());

        assertThat(objects(triples, null, "prefLabel").stream().filter(NAMES::contains))
                .containsExactlyInAnyOrderElementsOf(NAMES);
        assertThat(objects(triples, null, "text")).containsExactlyInAnyOrderElementsOf(NAMES);
        String document = "urn:knowstream:document:a%20document%3E%23%C3%A9%201";
        for (Relationship relationship : relationships()) {
            String statement = "urn:knowstream:relationship:" + relationship.id();
            String source = "urn:knowstream:entity:" + relationship.source();
            String predicate = relationship.wikidata() == null
                    ? "urn:knowstream:predicate:significant%20person"
                    : "http://www.wikidata.org/prop/direct/P3342";
            String target = "urn:knowstream:entity:" + relationship.target();
            assertThat(objects(triples, statement, "subject")).containsExactly(source);
            assertThat(objects(triples, statement, "predicate")).containsExactly(predicate);
            assertThat(objects(triples, statement, "object")).containsExactly(target);
            assertThat(objects(triples, statement, "confidence")).containsExactly("0.875");
            assertThat(objects(triples, statement, "wasDerivedFrom")).containsExactly(document + "#char=3,8");
            assertThat(triples)
                    .anyMatch(triple -> triple.getSubject().stringValue().equals(source)
                            && triple.getPredicate().stringValue().equals(predicate)
                            && triple.getObject().stringValue().equals(target));
        }
        String link = "urn:knowstream:link:" + LINK.id();
        assertThat(objects(triples, "urn:knowstream:entity:" + LINK.entity(), "sameAs"))
                .containsExactlyElementsOf(objects(triples, link, "object"))
                .containsExactly("urn:knowstream:entity:" + LINK.target());
        assertThat(objects(triples, link, "via")).containsExactly(LINK.via());
        assertThat(objects(triples, link, "rule")).containsExactly("fuzzy");
        assertThat(objects(triples, link, "confidence")).containsExactly("0.8125");
        for (String name : NAMES) {
            String entity = "urn:knowstream:entity:" + Ids.entity("Person", name);
            String chunk = "urn:knowstream:chunk:" + Ids.hash(name);
            assertThat(objects(triples, chunk, "mentions")).containsExactly(entity);
            assertThat(objects(triples, chunk, "wasDerivedFrom")).containsExactly(document + "#char=0,20");
            assertThat(objects(triples, entity, "altLabel")).containsExactly(name + " II", name + " III");
            assertThat(objects(triples, entity, "wasDerivedFrom"))
                    .containsExactly(document + "#char=1,6", document + "#char=10,15");
        }
        assertThat(objects(triples, document + "#char=3,8", "wasQuotedFrom"))
                .isNotEmpty()
                .containsOnly(document);
        assertThat(objects(triples, document, "identifier")).containsExactly(DOCUMENT);
    }

    /** The objects of a subject (null: of any) under a predicate by its last part. */
    private static List<String> objects(List<Statement> triples, String subject, String predicate) {
        return triples.stream()
                .filter(triple ->
                        subject == null || triple.getSubject().stringValue().equals(subject))
                .filter(triple -> {
                    String of = triple.getPredicate().stringValue();
                    return of.endsWith("#" + predicate) || of.endsWith("/" + predicate) || of.endsWith(":" + predicate);
                })
                .map(triple -> triple.getObject().stringValue())
                .toList();
    }

    @Test
    void cypherKeepsWhatDocumentsSayInsideLiterals() throws IOException {
        List<String> statements = new String(write(GraphFormat.CYPHER), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.startsWith("CREATE CONSTRAINT"))
                .toList();
        // U+2028 ends no line of a file.
        assertThat(statements)
                .hasSize(NAMES.size() * 2 + 1 + NAMES.size() * 2 + 1)
                .allMatch(line -> line.endsWith(";"));
        for (String name : NAMES) {
            String chunk = "MERGE (c:Chunk {id: '" + Ids.hash(name) + "'})";
            assertThat(statements)
                    .anyMatch(line -> line.startsWith(chunk) && line.endsWith(" MERGE (c)-[:PART_OF]->(d);"))
                    .contains(chunk + " MERGE (e:Entity {id: '" + Ids.entity("Person", name)
                            + "'}) MERGE (c)-[:MENTIONS]->(e);");
        }
        for (Relationship relationship : relationships()) {
            String edge = "MERGE (s:Entity {id: '" + relationship.source() + "'}) MERGE (t:Entity {id: '"
                    + relationship.target() + "'}) MERGE (s)-[r:`significant person` {id: '" + relationship.id()
                    + "'}]->(t) SET ";
            assertThat(statements).anyMatch(line -> line.startsWith(edge) && line.contains("r.confidence = 0.875"));
        }
        assertThat(statements)
                .contains(
                        "MERGE (s:Entity {id: '" + LINK.entity() + "'}) MERGE (t:Entity {id: '" + LINK.target()
                                + "'}) MERGE (s)-[r:SAME_AS {id: '" + LINK.id()
                                + "'}]->(t) SET r.rule = 'fuzzy', r.confidence = 0.8125, r.via = '\\'a\\' = <b>\\\\\\u00750027';");
        List<String> literals = new ArrayList<>();
        for (String statement : statements) {
            var parsed = CypherParser.parse(statement.substring(0, statement.length() - 1));
            StatementCatalog catalog = parsed.getCatalog();
            assertThat(catalog.getNodeLabels().stream().map(StatementCatalog.Token::value))
                    .isSubsetOf("Document", "Chunk", "Entity", "Person");
            assertThat(catalog.getRelationshipTypes().stream().map(StatementCatalog.Token::value))
                    .isSubsetOf("PART_OF", "MENTIONS", "SAME_AS", "significant person");
            catalog.getLiterals().stream()
                    .filter(StringLiteral.class::isInstance)
                    .forEach(literal ->
                            literals.add(((StringLiteral) literal).getContent().toString()));
        }
        assertThat(literals.stream().filter(NAMES::contains).collect(Collectors.toSet()))
                .containsExactlyInAnyOrderElementsOf(NAMES);
        assertThat(literals).contains(LINK.via());
    }
}
