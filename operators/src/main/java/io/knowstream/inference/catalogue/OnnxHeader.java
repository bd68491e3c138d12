package io.knowstream.inference.catalogue;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/**
 * What can be known of an ONNX file without loading it: whether it is one, and which other files hold weights of it.
 * Walks the file's protocol buffer messages and steps over the weights, so that a file of gigabytes takes milliseconds.
 * Field numbers are those of {@code onnx.proto3}.
 *
 * @param irVersion of the format
 * @param nodes operations of the graph
 * @param externalData the files, relative to the ONNX file, that hold weights; sorted
 */
record OnnxHeader(long irVersion, int nodes, Set<String> externalData) {

    private static final int MAX_DEPTH = 32;
    private static final int MAX_NAME = 4096;

    /**
     * Reads a file.
     *
     * @throws NoOnnxException if it is no ONNX model; says why
     * @throws IOException if it cannot be read
     */
    static OnnxHeader read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            Walk walk = new Walk(channel);
            try {
                walk.model(channel.size());
            } catch (EOFException e) {
                throw new NoOnnxException(file + " is no ONNX model, or cut off: a message ends beyond the file");
            } catch (NoOnnxException e) {
                throw new NoOnnxException(file + " is no ONNX model: " + e.getMessage());
            }
            return new OnnxHeader(walk.irVersion, walk.nodes, walk.externalData);
        }
    }

    /** A file is no ONNX model. */
    static final class NoOnnxException extends IOException {
        private static final long serialVersionUID = 1L;

        NoOnnxException(String message) {
            super(message);
        }
    }

    /** A handler of one field of a message; returns false to have it stepped over. */
    @FunctionalInterface
    private interface Field {
        boolean read(int number, int wireType, long length) throws IOException;
    }

    private static final class Walk {

        private final FileChannel channel;
        private final ByteBuffer buffer = ByteBuffer.allocate(8192).limit(0);
        private long bufferEnd;
        private int depth;

        private long irVersion = -1;
        private int nodes;
        private boolean graph;
        private final Set<String> externalData = new TreeSet<>();
        private String key;
        private String value;

        Walk(FileChannel channel) {
            this.channel = channel;
        }

        void model(long size) throws IOException {
            message(size, (field, type, length) -> {
                if (field == 1 && type == 0) {
                    irVersion = varint();
                    return true;
                }
                if (field == 7 && type == 2) {
                    graph = true;
                    return message(length, this::graphField);
                }
                return false;
            });
            if (irVersion < 1 || irVersion > 1000) {
                throw new NoOnnxException("it has no version of the format");
            }
            if (!graph || nodes == 0) {
                throw new NoOnnxException("it has no graph");
            }
        }

        // GraphProto: node = 1, initializer = 5, sparse_initializer = 15.
        private boolean graphField(int field, int type, long length) throws IOException {
            if (type != 2) {
                return false;
            }
            return switch (field) {
                case 1 -> {
                    nodes++;
                    yield message(length, this::nodeField);
                }
                case 5 -> message(length, this::tensorField);
                case 15 -> message(length, this::sparseTensorField);
                default -> false;
            };
        }

        // NodeProto: attribute = 5.
        private boolean nodeField(int field, int type, long length) throws IOException {
            return type == 2 && field == 5 && message(length, this::attributeField);
        }

        // AttributeProto: t = 5, g = 6, tensors = 10, graphs = 11.
        private boolean attributeField(int field, int type, long length) throws IOException {
            if (type != 2) {
                return false;
            }
            return switch (field) {
                case 5, 10 -> message(length, this::tensorField);
                case 6, 11 -> message(length, this::graphField);
                default -> false;
            };
        }

        // SparseTensorProto: values = 1, indices = 2.
        private boolean sparseTensorField(int field, int type, long length) throws IOException {
            return type == 2 && (field == 1 || field == 2) && message(length, this::tensorField);
        }

        // TensorProto: external_data = 13.
        private boolean tensorField(int field, int type, long length) throws IOException {
            if (type != 2 || field != 13) {
                return false;
            }
            key = null;
            value = null;
            message(length, this::entryField);
            if ("location".equals(key) && value != null) {
                externalData.add(value);
            }
            return true;
        }

        // StringStringEntryProto: key = 1, value = 2.
        private boolean entryField(int field, int type, long length) throws IOException {
            if (type != 2 || field > 2) {
                return false;
            }
            if (length > MAX_NAME) {
                throw new NoOnnxException("a name in it has " + length + " bytes");
            }
            byte[] bytes = new byte[(int) length];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = next();
            }
            String text = new String(bytes, StandardCharsets.UTF_8);
            if (field == 1) {
                key = text;
            } else {
                value = text;
            }
            return true;
        }

        private boolean message(long length, Field handler) throws IOException {
            if (++depth > MAX_DEPTH) {
                throw new NoOnnxException("its messages are nested deeper than " + MAX_DEPTH);
            }
            long end = position() + length;
            if (end > channel.size()) {
                throw new EOFException();
            }
            while (position() < end) {
                long tag = varint();
                int type = (int) (tag & 7);
                long field = tag >>> 3;
                if (field < 1 || field > (1 << 29) - 1) {
                    throw new NoOnnxException("it has a field number " + field);
                }
                long size = type == 2 ? varint() : 0;
                if (size < 0 || position() + size > end) {
                    throw new EOFException();
                }
                if (!handler.read((int) field, type, size)) {
                    step(type, size);
                }
            }
            if (position() != end) {
                throw new NoOnnxException("a message in it has another length than said");
            }
            depth--;
            return true;
        }

        private void step(int type, long size) throws IOException {
            switch (type) {
                case 0 -> varint();
                case 1 -> skip(8);
                case 2 -> skip(size);
                case 5 -> skip(4);
                default -> throw new NoOnnxException("it has a field of wire type " + type);
            }
        }

        private long varint() throws IOException {
            long result = 0;
            for (int shift = 0; shift < 64; shift += 7) {
                byte b = next();
                result |= (long) (b & 0x7f) << shift;
                if (b >= 0) {
                    return result;
                }
            }
            throw new NoOnnxException("a number in it has more than ten bytes");
        }

        private byte next() throws IOException {
            if (!buffer.hasRemaining()) {
                buffer.clear();
                int read = channel.read(buffer, bufferEnd);
                buffer.flip();
                if (read < 1) {
                    throw new EOFException();
                }
                bufferEnd += read;
            }
            return buffer.get();
        }

        private long position() {
            return bufferEnd - buffer.remaining();
        }

        private void skip(long bytes) {
            if (bytes <= buffer.remaining()) {
                buffer.position(buffer.position() + (int) bytes);
            } else {
                bufferEnd = position() + bytes;
                buffer.limit(0).position(0);
            }
        }
    }
}
