package io.knowstream.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The files of an export as DuckDB reads them. */
final class DuckDbGraph implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path directory;
    private final Connection connection;

    DuckDbGraph(Path directory) throws SQLException {
        this.directory = directory;
        this.connection = DriverManager.getConnection("jdbc:duckdb:");
    }

    /** All records of all files, in their order, as JSON with the kind that the file's name says. */
    List<JsonNode> records() throws SQLException, IOException {
        List<JsonNode> records = new ArrayList<>();
        for (String file : GraphFormat.PARQUET.files()) {
            String kind = file.equals("entities.parquet") ? "entity" : file.replace("s.parquet", "");
            for (String row : query("SELECT to_json(t)::VARCHAR FROM " + read(file) + " t")) {
                ObjectNode record = JSON.createObjectNode().put("kind", kind);
                record.setAll((ObjectNode) JSON.readTree(row));
                records.add(record);
            }
        }
        return records;
    }

    /** Lines of the canonical form as {@link #records} gives them: with null for what is left out of them. */
    static List<JsonNode> expected(List<String> canonicalLines) throws IOException {
        List<JsonNode> records = new ArrayList<>();
        for (String line : canonicalLines) {
            ObjectNode record = (ObjectNode) JSON.readTree(line);
            switch (record.get("kind").textValue()) {
                case "document" -> {
                    addNull(record, "version");
                    addNull(record, "title");
                    if (!record.has("failures")) {
                        record.putArray("failures");
                    }
                    record.get("relationships").forEach(each -> addNull((ObjectNode) each, "wikidata"));
                    record.get("entities").forEach(each -> addNull((ObjectNode) each, "sense"));
                }
                case "relationship" -> addNull(record, "wikidata");
                case "entity" -> addNull(record, "sense");
                default -> {}
            }
            records.add(doubles(record, ""));
        }
        return records;
    }

    private static void addNull(ObjectNode record, String field) {
        if (!record.has(field)) {
            record.putNull(field);
        }
    }

    /** Confidences and the parts of quality that are 0 or 1 become doubles, as all others are. */
    private static JsonNode doubles(JsonNode node, String parent) {
        if (node instanceof ObjectNode object) {
            for (String field : (Iterable<String>) object::fieldNames) {
                JsonNode value = object.get(field);
                if (value.isInt() && (field.equals("confidence") || parent.equals("quality"))) {
                    object.put(field, value.doubleValue());
                } else {
                    doubles(value, field);
                }
            }
        } else {
            node.forEach(each -> doubles(each, parent));
        }
        return node;
    }

    /** Names and types of a file's columns. */
    List<String> columns(String file) throws SQLException {
        return query("SELECT column_name || ' ' || column_type FROM (DESCRIBE SELECT * FROM " + read(file + ".parquet")
                + ")");
    }

    int rowGroups(String file) throws SQLException {
        return Integer.parseInt(query("SELECT num_row_groups::VARCHAR FROM parquet_file_metadata('"
                        + directory.resolve(file + ".parquet") + "')")
                .get(0));
    }

    /** With what the pages of all files are compressed. */
    List<String> codecs() throws SQLException {
        return query("SELECT DISTINCT compression FROM parquet_metadata('" + directory.resolve("*.parquet") + "')");
    }

    private String read(String file) {
        return "read_parquet('" + directory.resolve(file) + "')";
    }

    private List<String> query(String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                rows.add(result.getString(1));
            }
        }
        return rows;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
