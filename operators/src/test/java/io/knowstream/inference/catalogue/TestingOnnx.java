package io.knowstream.inference.catalogue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Writes ONNX files of one node, byte by byte. */
final class TestingOnnx {

    private TestingOnnx() {}

    /** A model whose only weights lie inside: {@code bytes} random ones. */
    static byte[] inline(int bytes, long seed) {
        byte[] raw = new byte[bytes];
        new Random(seed).nextBytes(raw);
        return model(field(9, raw));
    }

    /** A model whose weights lie in another file. */
    static byte[] external(String location) {
        byte[] place = concat(field(1, text("location")), field(2, text(location)));
        byte[] offset = concat(field(1, text("offset")), field(2, text("0")));
        return model(concat(field(13, place), field(13, offset)));
    }

    private static byte[] model(byte[] tensor) {
        byte[] node = concat(field(1, text("x")), field(2, text("y")), field(4, text("Identity")));
        byte[] graph = concat(field(1, node), field(2, text("g")), field(5, tensor));
        return concat(new byte[] {1 << 3, 8}, field(7, graph));
    }

    static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] field(int number, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        varint(out, number << 3 | 2);
        varint(out, content.length);
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static void varint(ByteArrayOutputStream out, long value) {
        long rest = value;
        while (rest > 127) {
            out.write((int) (rest & 127 | 128));
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
