package io.knowstream.inference.decoder;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * Moves the weights out of a model's file into one beside it, where the runtime maps them instead of copying them into
 * memory of its own. The file is a function of the model, so that it is written once and serves every later load.
 */
final class ExternalWeights {

    static final String FILE = "weights.bin";
    /** Constants that shapes are inferred from stay inside; they are smaller than this. */
    private static final int LARGE = 4096;
    /** Weights begin at a page, or the runtime cannot map them. */
    private static final int PAGE = 4096;

    private ExternalWeights() {}

    /** Whether a model already has weights in files beside it. */
    static boolean has(OnnxGraph graph) {
        return graph.graph().all(OnnxFields.GRAPH_INITIALIZER).stream()
                .anyMatch(tensor -> tensor.message().value(OnnxFields.TENSOR_LOCATION) == 1);
    }

    /**
     * Moves the weights, and changes the graph to find them in {@link #FILE} of a folder.
     *
     * @param folder of this model alone; made where it is missing
     */
    static void move(OnnxGraph graph, Path folder) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve(FILE);
        long length = place(graph, null);
        if (!Files.isRegularFile(file) || Files.size(file) != length) {
            // A name of its own for each attempt: two processes may do this at once.
            Path attempt = Files.createTempFile(folder, FILE, ".part");
            try {
                try (FileChannel out = FileChannel.open(attempt, StandardOpenOption.WRITE)) {
                    place(graph, out);
                    out.force(true);
                }
                Files.move(attempt, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(attempt);
            }
        }
        List<ProtoMessage.Field> fields = graph.graph().fields();
        long offset = 0;
        for (int i = 0; i < fields.size(); i++) {
            ByteBuffer weights = weights(fields.get(i));
            if (weights != null) {
                ProtoMessage moved = new ProtoMessage();
                for (ProtoMessage.Field field : fields.get(i).message().fields()) {
                    if (field.number() != OnnxFields.TENSOR_RAW) {
                        moved.fields().add(field);
                    }
                }
                locate(moved, FILE, offset, weights.remaining());
                fields.set(i, ProtoMessage.field(OnnxFields.GRAPH_INITIALIZER, ByteBuffer.wrap(moved.bytes())));
                offset = page(offset + weights.remaining());
            }
        }
    }

    /** Says in which file a tensor's bytes lie. */
    static void locate(ProtoMessage tensor, String file, long offset, long length) {
        tensor.add(OnnxFields.TENSOR_LOCATION, 1)
                .add(OnnxFields.TENSOR_EXTERNAL, entry("location", file))
                .add(OnnxFields.TENSOR_EXTERNAL, entry("offset", Long.toString(offset)))
                .add(OnnxFields.TENSOR_EXTERNAL, entry("length", Long.toString(length)));
    }

    static long page(long offset) {
        return (offset + PAGE - 1) / PAGE * PAGE;
    }

    private static ProtoMessage entry(String key, String value) {
        return new ProtoMessage().add(1, key).add(2, value);
    }

    /** Writes the weights where there is a channel; the length of the file. */
    private static long place(OnnxGraph graph, FileChannel out) throws IOException {
        long offset = 0;
        long end = 0;
        for (ProtoMessage.Field field : graph.graph().fields()) {
            ByteBuffer weights = weights(field);
            if (weights != null) {
                end = offset + weights.remaining();
                if (out != null) {
                    for (long at = offset; weights.hasRemaining(); ) {
                        at += out.write(weights, at);
                    }
                }
                offset = page(end);
            }
        }
        return end;
    }

    /** A view of the bytes of a large tensor; null where the field is none. */
    private static ByteBuffer weights(ProtoMessage.Field field) {
        if (field.number() != OnnxFields.GRAPH_INITIALIZER) {
            return null;
        }
        List<ProtoMessage.Field> raw = field.message().all(OnnxFields.TENSOR_RAW);
        return raw.size() == 1 && raw.get(0).bytes().remaining() >= LARGE
                ? raw.get(0).view()
                : null;
    }
}
