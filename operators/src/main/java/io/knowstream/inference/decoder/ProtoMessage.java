package io.knowstream.inference.decoder;

import io.knowstream.inference.ModelException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A protocol buffers message as a list of fields, without its schema: what is not looked at is written back as it was.
 * Bytes are views of the buffer that was read, so that a message with gigabytes of weights costs none. Not thread-safe.
 *
 * @see <a href="https://protobuf.dev/programming-guides/encoding/">the encoding</a>
 */
final class ProtoMessage {

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH = 2;
    private static final int FIXED32 = 5;

    /**
     * One field.
     *
     * @param number which field of the schema
     * @param type how it is encoded
     * @param value the value where it is a number
     * @param bytes the value where it has a length, else null; must not be moved
     */
    record Field(int number, int type, long value, ByteBuffer bytes) {

        /** A view that may be moved. */
        ByteBuffer view() {
            return bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        }

        String text() {
            byte[] copy = new byte[bytes.remaining()];
            bytes.duplicate().get(copy);
            return new String(copy, StandardCharsets.UTF_8);
        }

        ProtoMessage message() {
            return read(view());
        }
    }

    private final List<Field> fields = new ArrayList<>();

    /**
     * Reads what remains of a buffer.
     *
     * @throws ModelException if it is no message
     */
    static ProtoMessage read(ByteBuffer buffer) {
        ProtoMessage message = new ProtoMessage();
        ByteBuffer in = buffer.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        try {
            while (in.hasRemaining()) {
                long tag = varint(in);
                int number = (int) (tag >>> 3);
                int type = (int) (tag & 7);
                switch (type) {
                    case VARINT -> message.fields.add(new Field(number, type, varint(in), null));
                    case FIXED64 -> message.fields.add(new Field(number, type, in.getLong(), null));
                    case FIXED32 -> message.fields.add(new Field(number, type, in.getInt(), null));
                    case LENGTH -> {
                        int length = Math.toIntExact(varint(in));
                        message.fields.add(new Field(number, type, 0, in.slice(in.position(), length)));
                        in.position(in.position() + length);
                    }
                    default -> throw new ModelException("a field has the wire type " + type);
                }
            }
        } catch (java.nio.BufferUnderflowException
                | IllegalArgumentException
                | ArithmeticException
                | IndexOutOfBoundsException e) {
            throw new ModelException("the file is cut off or is no ONNX model", e);
        }
        return message;
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte b = in.get();
            value |= (b & 0x7fL) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a number has more than ten bytes");
    }

    /** The fields, in order; may be changed. */
    List<Field> fields() {
        return fields;
    }

    List<Field> all(int number) {
        return fields.stream().filter(field -> field.number == number).toList();
    }

    /** A text field; the empty text where there is none. */
    String text(int number) {
        String text = "";
        for (Field field : fields) {
            if (field.number == number && field.bytes != null) {
                text = field.text();
            }
        }
        return text;
    }

    /** A number; 0 where there is none. */
    long value(int number) {
        long value = 0;
        for (Field field : fields) {
            if (field.number == number && field.bytes == null) {
                value = field.value;
            }
        }
        return value;
    }

    /** A part; an empty message where there is none. */
    ProtoMessage message(int number) {
        List<Field> found = all(number);
        return found.isEmpty()
                ? new ProtoMessage()
                : found.get(found.size() - 1).message();
    }

    /** Numbers of a repeated field, packed or not. */
    long[] values(int number) {
        List<Long> values = new ArrayList<>();
        for (Field field : all(number)) {
            if (field.bytes == null) {
                values.add(field.value);
            } else {
                for (ByteBuffer in = field.view(); in.hasRemaining(); ) {
                    values.add(varint(in));
                }
            }
        }
        return values.stream().mapToLong(Long::longValue).toArray();
    }

    ProtoMessage add(int number, String text) {
        return add(number, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    ProtoMessage add(int number, ByteBuffer bytes) {
        fields.add(field(number, bytes));
        return this;
    }

    ProtoMessage add(int number, ProtoMessage part) {
        return add(number, ByteBuffer.wrap(part.bytes()));
    }

    ProtoMessage add(int number, long value) {
        fields.add(new Field(number, VARINT, value, null));
        return this;
    }

    ProtoMessage add(int number, float value) {
        fields.add(new Field(number, FIXED32, Float.floatToRawIntBits(value), null));
        return this;
    }

    static Field field(int number, ByteBuffer bytes) {
        return new Field(number, LENGTH, 0, bytes);
    }

    /** The message as bytes; at most 2 GiB. */
    byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Field field : fields) {
            write(out, (long) field.number << 3 | field.type);
            switch (field.type) {
                case VARINT -> write(out, field.value);
                case FIXED64 -> out.writeBytes(ByteBuffer.allocate(Long.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(field.value)
                        .array());
                case FIXED32 -> out.writeBytes(ByteBuffer.allocate(Integer.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt((int) field.value)
                        .array());
                default -> {
                    write(out, field.bytes.remaining());
                    byte[] copy = new byte[field.bytes.remaining()];
                    field.bytes.duplicate().get(copy);
                    out.writeBytes(copy);
                }
            }
        }
        return out.toByteArray();
    }

    private static void write(ByteArrayOutputStream out, long value) {
        long left = value;
        while ((left & ~0x7fL) != 0) {
            out.write((int) (left & 0x7f | 0x80));
            left >>>= 7;
        }
        out.write((int) left);
    }
}
