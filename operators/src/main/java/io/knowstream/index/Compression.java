package io.knowstream.index;

import io.knowstream.graph.BinaryForm;
import io.knowstream.graph.StorageStrategy;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import org.apache.lucene.util.BytesRef;

/**
 * How the bytes of one record are packed: a byte that says how, then the bytes; those of LZ4 with the length of what is
 * packed (four bytes, big-endian) in front.
 *
 * <p>Plain ones are left to Lucene, which packs stored fields with LZ4 in blocks of some dozen kilobytes: small records
 * share what they have in common, and a read unpacks neighbours too. The others stand for themselves, in doc values, which
 * suits documents and chunks. Equal bytes give equal packed ones. Safe for use by many threads.
 */
enum Compression {
    /** As they are, for Lucene to pack. */
    PLAIN(1),
    /** A block of LZ4: little smaller, and unpacked at the speed of memory. */
    LZ4(2),
    /** A Zstandard frame of its own default level. */
    ZSTD(3),
    /** The same of a high level: little smaller, at many times the work. */
    ZSTD_HIGH(3);

    private static final int HIGH_LEVEL = 19;
    private static final int HEADER = 1 + Integer.BYTES;

    /** What a byte of an LZ4 block says of the length of a match, at most. */
    private static final int LZ4_RATIO = 255;

    /** In Java: the native one packs otherwise, and is not there on every platform. */
    private static final LZ4Factory JAVA = LZ4Factory.safeInstance();

    private final byte code;

    Compression(int code) {
        this.code = (byte) code;
    }

    /** What a strategy asks for. */
    static Compression of(StorageStrategy strategy) {
        return switch (strategy) {
            case HIGH_COMPRESSION -> ZSTD_HIGH;
            case BALANCED -> ZSTD;
            case FAST_ACCESS -> LZ4;
        };
    }

    byte[] pack(byte[] bytes) {
        byte[] body =
                switch (this) {
                    case PLAIN -> bytes;
                    case LZ4 -> JAVA.fastCompressor().compress(bytes);
                    case ZSTD -> BinaryForm.compress(bytes);
                    case ZSTD_HIGH -> BinaryForm.compress(bytes, HIGH_LEVEL);
                };
        ByteBuffer packed = ByteBuffer.allocate(HEADER + body.length).put(code);
        if (this == LZ4) {
            packed.putInt(bytes.length);
        }
        return Arrays.copyOf(packed.put(body).array(), packed.position());
    }

    /**
     * The bytes of a record; where they are plain, a part of {@code packed}.
     *
     * @throws IOException if they are not what {@link #pack} made
     */
    static BytesRef unpack(BytesRef packed) throws IOException {
        byte code = packed.bytes[packed.offset];
        int from = packed.offset + 1;
        int to = packed.offset + packed.length;
        if (code == PLAIN.code) {
            return new BytesRef(packed.bytes, from, to - from);
        }
        try {
            if (code == ZSTD.code) {
                return new BytesRef(
                        BinaryForm.decompress(Arrays.copyOfRange(packed.bytes, from, to), "a stored record"));
            }
            if (code == LZ4.code) {
                ByteBuffer in = ByteBuffer.wrap(packed.bytes, from, to - from);
                byte[] bytes = new byte[requireLength(in.getInt(), in.remaining())];
                int length = JAVA.safeDecompressor().decompress(packed.bytes, in.position(), in.remaining(), bytes, 0);
                if (length == bytes.length) {
                    return new BytesRef(bytes);
                }
                throw new IOException("a stored record must have " + bytes.length + " bytes (got " + length + ")");
            }
        } catch (LZ4Exception | BufferUnderflowException | IllegalArgumentException e) {
            throw new IOException("a stored record cannot be unpacked", e);
        }
        throw new IOException("a stored record must have version 1 to 3 (got " + code + ")");
    }

    /** Before memory is taken for it: a length that so few bytes cannot unpack to is a lie. */
    private static int requireLength(int length, int packed) {
        if (length < 0 || length > (long) LZ4_RATIO * packed) {
            throw new IllegalArgumentException("a stored record of " + packed + " packed bytes must have from 0 to "
                    + (long) LZ4_RATIO * packed + " bytes (got " + length + ")");
        }
        return length;
    }
}
