package io.knowstream.inference.encoder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The cases that the training code wrote beside a model: texts, what it made of them, and what the model answered. */
public final class TrainingTable {

    private TrainingTable() {}

    /** The cases of a model. */
    public static List<JsonNode> cases(String model) {
        try (InputStream in = TrainingTable.class.getResourceAsStream("/io/knowstream/models/" + model + ".json")) {
            List<JsonNode> cases = new ArrayList<>();
            new ObjectMapper().readTree(in).get("cases").forEach(cases::add);
            return cases;
        } catch (IOException e) {
            throw new AssertionError("cannot read the table of " + model, e);
        }
    }

    /** All numbers of a node, row by row. */
    public static long[] longs(JsonNode node) {
        List<Long> out = new ArrayList<>();
        flatten(node, n -> out.add(n.longValue()));
        return out.stream().mapToLong(Long::longValue).toArray();
    }

    /** All numbers of a node, row by row. */
    public static float[] floats(JsonNode node) {
        List<Float> out = new ArrayList<>();
        flatten(node, n -> out.add(n.floatValue()));
        float[] floats = new float[out.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = out.get(i);
        }
        return floats;
    }

    private static void flatten(JsonNode node, Consumer<JsonNode> out) {
        if (node.isArray()) {
            node.forEach(child -> flatten(child, out));
        } else {
            out.accept(node);
        }
    }
}
