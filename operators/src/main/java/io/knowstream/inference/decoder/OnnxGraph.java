package io.knowstream.inference.decoder;

import io.knowstream.inference.ModelException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The graph of a decoder: read for what it looks like, and changed so that only the positions asked for get logits, which
 * saves the multiplication with the vocabulary for all others. Not thread-safe.
 */
final class OnnxGraph {

    private static final Set<String> PROJECTIONS =
            Set.of("MatMul", "MatMulNBits", "DynamicQuantizeMatMul", "MatMulIntegerToFloat");
    private static final String SELECTED = "knowstream_selected";

    private final String name;
    private final ProtoMessage model;
    private final ProtoMessage graph;
    private final Map<String, ProtoMessage> producers = new HashMap<>();
    private final Map<String, Integer> producedAt = new HashMap<>();
    private boolean rows;

    /**
     * @param name the model's name, for messages
     * @param file the file's bytes, which must stay as they are while this is in use
     */
    OnnxGraph(String name, ByteBuffer file) {
        this.name = name;
        this.model = ProtoMessage.read(file);
        this.graph = model.message(OnnxFields.MODEL_GRAPH);
        List<ProtoMessage.Field> fields = graph.fields();
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).number() == OnnxFields.GRAPH_NODE) {
                ProtoMessage node = fields.get(i).message();
                for (ProtoMessage.Field output : node.all(OnnxFields.NODE_OUTPUT)) {
                    producers.put(output.text(), node);
                    producedAt.put(output.text(), i);
                }
            }
        }
    }

    /** The graph's parts; may be changed. */
    ProtoMessage graph() {
        return graph;
    }

    /**
     * What the graph looks like from outside.
     *
     * @throws ModelException if it is not the interface of a decoder whose keys and values are floats
     */
    DecoderShape shape() {
        Set<String> initialized = new HashSet<>();
        graph.all(OnnxFields.GRAPH_INITIALIZER)
                .forEach(tensor -> initialized.add(tensor.message().text(OnnxFields.TENSOR_NAME)));
        Map<String, ProtoMessage> inputs = values(OnnxFields.GRAPH_INPUT);
        inputs.keySet().removeAll(initialized);
        Map<String, ProtoMessage> outputs = values(OnnxFields.GRAPH_OUTPUT);
        int layers = 0;
        while (inputs.containsKey(DecoderShape.past(layers, false))) {
            layers++;
        }
        Set<String> wanted = new TreeSet<>(Set.of(DecoderShape.IDS, DecoderShape.MASK, DecoderShape.LOGITS));
        for (int i = 0; i < Math.max(layers, 1); i++) {
            for (boolean value : new boolean[] {false, true}) {
                wanted.add(DecoderShape.past(i, value));
                wanted.add(DecoderShape.present(i, value));
            }
        }
        wanted.removeAll(inputs.keySet());
        wanted.removeAll(outputs.keySet());
        Set<String> unknown = new TreeSet<>(inputs.keySet());
        unknown.removeAll(Set.of(DecoderShape.IDS, DecoderShape.MASK, DecoderShape.POSITIONS, DecoderShape.ROWS));
        unknown.removeIf(input -> input.startsWith("past_key_values."));
        if (!wanted.isEmpty() || !unknown.isEmpty()) {
            throw new ModelException("model " + name + " does not have the interface of a decoder: missing are "
                    + wanted + ", unknown inputs are " + unknown);
        }
        long[] keys = dimensions(inputs.get(DecoderShape.past(0, false)));
        long[] logits = dimensions(outputs.get(DecoderShape.LOGITS));
        if (keys.length != 4 || keys[1] <= 0 || keys[3] <= 0 || logits.length != 3) {
            throw new ModelException("model " + name
                    + ": keys must have the shape [batch, heads, tokens, head size] with"
                    + " heads and head size given, and logits three dimensions (got " + keys.length + " with "
                    + (keys.length == 4 ? keys[1] + " heads of " + keys[3] : "") + ", and " + logits.length + ")");
        }
        return new DecoderShape(
                layers,
                (int) keys[1],
                (int) keys[3],
                (int) Math.max(0, logits[2]),
                inPlace(layers),
                inputs.containsKey(DecoderShape.POSITIONS),
                rows);
    }

    private boolean inPlace(int layers) {
        int shared = 0;
        for (int i = 0; i < layers; i++) {
            String past = DecoderShape.past(i, false);
            ProtoMessage node = producers.get(DecoderShape.present(i, false));
            if (node != null
                    && node.text(OnnxFields.NODE_OPERATOR).equals("GroupQueryAttention")
                    && node.all(OnnxFields.NODE_INPUT).stream()
                            .anyMatch(input -> input.text().equals(past))) {
                shared++;
            }
        }
        return shared == layers;
    }

    private Map<String, ProtoMessage> values(int field) {
        Map<String, ProtoMessage> values = new HashMap<>();
        for (ProtoMessage.Field value : graph.all(field)) {
            ProtoMessage parsed = value.message();
            String valueName = parsed.text(1);
            boolean cached = valueName.startsWith("past_key_values.") || valueName.startsWith("present.");
            long type = parsed.message(2).message(1).value(1);
            if ((cached || valueName.equals(DecoderShape.LOGITS)) && type != OnnxFields.FLOAT) {
                throw new ModelException("model " + name + ": " + valueName + " must be of 32-bit floats (ONNX type "
                        + OnnxFields.FLOAT + ", got " + type + "); take a variant of the model with them");
            }
            values.put(valueName, parsed);
        }
        return values;
    }

    private static long[] dimensions(ProtoMessage value) {
        return value.message(2).message(1).message(2).all(1).stream()
                .mapToLong(dimension -> dimension.message().value(1))
                .toArray();
    }

    /**
     * Puts a selection of positions before the multiplication with the vocabulary. Does nothing where the graph's end is
     * none that is known.
     *
     * @return whether it was done
     */
    boolean selectRows() {
        Set<String> onTheWay = new HashSet<>();
        String at = DecoderShape.LOGITS;
        ProtoMessage node = producers.get(at);
        while (node != null && Set.of("Identity", "Cast").contains(node.text(OnnxFields.NODE_OPERATOR))) {
            onTheWay.add(at);
            at = input(node, 0);
            node = producers.get(at);
        }
        if (node == null
                || !PROJECTIONS.contains(node.text(OnnxFields.NODE_OPERATOR))
                || producers.get(input(node, 0)) == null) {
            return false;
        }
        onTheWay.add(at);
        String hidden = input(node, 0);
        ProtoMessage slice = producers.get(hidden);
        if (slice.text(OnnxFields.NODE_OPERATOR).equals("Slice")) {
            if (slice.all(OnnxFields.NODE_INPUT).size() < 4 || constant(input(slice, 3)) != 1) {
                return false;
            }
            hidden = input(slice, 0);
        }
        int place = producedAt.get(at);
        graph.fields().set(place, ProtoMessage.field(OnnxFields.GRAPH_NODE, ByteBuffer.wrap(reading(node, SELECTED))));
        ProtoMessage gather = new ProtoMessage()
                .add(OnnxFields.NODE_INPUT, hidden)
                .add(OnnxFields.NODE_INPUT, DecoderShape.ROWS)
                .add(OnnxFields.NODE_OUTPUT, SELECTED)
                .add(OnnxFields.NODE_NAME, SELECTED)
                .add(OnnxFields.NODE_OPERATOR, "Gather")
                .add(
                        OnnxFields.NODE_ATTRIBUTE,
                        new ProtoMessage().add(1, "axis").add(3, 1).add(20, 2));
        graph.fields().add(place, ProtoMessage.field(OnnxFields.GRAPH_NODE, ByteBuffer.wrap(gather.bytes())));
        graph.add(OnnxFields.GRAPH_INPUT, value(DecoderShape.ROWS, OnnxFields.INT64, "knowstream_selected_rows"));
        long vocabulary = dimensions(values(OnnxFields.GRAPH_OUTPUT).get(DecoderShape.LOGITS))[2];
        replaceLogits(onTheWay, vocabulary);
        rows = true;
        return true;
    }

    /** The declared shapes from the selection on no longer hold. */
    private void replaceLogits(Set<String> onTheWay, long vocabulary) {
        List<ProtoMessage.Field> kept = new ArrayList<>();
        for (ProtoMessage.Field field : graph.fields()) {
            boolean output = field.number() == OnnxFields.GRAPH_OUTPUT;
            String value = output || field.number() == OnnxFields.GRAPH_VALUE
                    ? field.message().text(1)
                    : "";
            if (output && value.equals(DecoderShape.LOGITS)) {
                ProtoMessage logits = value(
                        DecoderShape.LOGITS,
                        OnnxFields.FLOAT,
                        "batch",
                        "knowstream_selected_rows",
                        vocabulary > 0 ? vocabulary : "vocabulary");
                kept.add(ProtoMessage.field(OnnxFields.GRAPH_OUTPUT, ByteBuffer.wrap(logits.bytes())));
            } else if (output || !onTheWay.contains(value)) {
                kept.add(field);
            }
        }
        graph.fields().clear();
        graph.fields().addAll(kept);
    }

    /** A declaration of an input or output; dimensions are numbers or names. */
    static ProtoMessage value(String valueName, int type, Object... dimensions) {
        ProtoMessage shape = new ProtoMessage();
        for (Object dimension : dimensions) {
            shape.add(
                    1,
                    dimension instanceof Number number
                            ? new ProtoMessage().add(1, number.longValue())
                            : new ProtoMessage().add(2, dimension.toString()));
        }
        ProtoMessage tensor = new ProtoMessage().add(1, type).add(2, shape);
        return new ProtoMessage().add(1, valueName).add(2, new ProtoMessage().add(1, tensor));
    }

    private static byte[] reading(ProtoMessage node, String firstInput) {
        ProtoMessage changed = new ProtoMessage();
        boolean first = true;
        for (ProtoMessage.Field field : node.fields()) {
            if (field.number() == OnnxFields.NODE_INPUT && first) {
                changed.add(OnnxFields.NODE_INPUT, firstInput);
                first = false;
            } else {
                changed.fields().add(field);
            }
        }
        return changed.bytes();
    }

    private static String input(ProtoMessage node, int index) {
        List<ProtoMessage.Field> inputs = node.all(OnnxFields.NODE_INPUT);
        return index < inputs.size() ? inputs.get(index).text() : "";
    }

    /** The one whole number of a constant; -1 where it is none. */
    private long constant(String value) {
        ProtoMessage node = producers.get(value);
        if (node != null && node.text(OnnxFields.NODE_OPERATOR).equals("Constant")) {
            return number(node.all(OnnxFields.NODE_ATTRIBUTE).get(0).message().message(5));
        }
        return graph.all(OnnxFields.GRAPH_INITIALIZER).stream()
                .map(ProtoMessage.Field::message)
                .filter(tensor -> tensor.text(OnnxFields.TENSOR_NAME).equals(value))
                .mapToLong(OnnxGraph::number)
                .findFirst()
                .orElse(-1);
    }

    private static long number(ProtoMessage tensor) {
        List<ProtoMessage.Field> raw = tensor.all(OnnxFields.TENSOR_RAW);
        if (tensor.value(OnnxFields.TENSOR_TYPE) == OnnxFields.INT64
                && !raw.isEmpty()
                && raw.get(0).bytes().remaining() == Long.BYTES) {
            return raw.get(0).view().order(ByteOrder.LITTLE_ENDIAN).getLong();
        }
        long[] values = tensor.values(OnnxFields.TENSOR_INT64);
        return values.length == 1 ? values[0] : -1;
    }

    /** The whole model as bytes, with the changes made. */
    byte[] bytes() {
        ProtoMessage changed = new ProtoMessage();
        for (ProtoMessage.Field field : model.fields()) {
            if (field.number() != OnnxFields.MODEL_GRAPH) {
                changed.fields().add(field);
            }
        }
        return changed.add(OnnxFields.MODEL_GRAPH, graph).bytes();
    }
}
