package io.knowstream.job.kafka;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.file.src.FileSource;
import org.apache.flink.connector.file.src.enumerate.NonSplittingRecursiveEnumerator;
import org.apache.flink.connector.file.src.reader.SimpleStreamFormat;
import org.apache.flink.connector.file.src.reader.StreamFormat;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.Path;

/**
 * A bounded source of the lines of one file, each a {@link RawRecord} without a key.
 *
 * <p>Lines are bytes: what they mean is the decoder's business. Lines end with LF or CRLF. White lines are no records,
 * but they count. A file named {@code .gz} is read unpacked, as all of Flink's file sources do.
 */
public final class JsonLinesSource {

    /**
     * Bytes of a line, at the most. Some kilobytes of a packed file can unpack to a line that no heap holds; brokers take no
     * record of this size.
     */
    public static final int LONGEST_LINE = 128 << 20;

    private JsonLinesSource() {}

    /** Reads the file at {@code path}; records bear {@code name} as their topic. */
    public static FileSource<RawRecord> of(Path path, String name) {
        return FileSource.forRecordStreamFormat(new Lines(name), path)
                // By default a file whose name begins with a dot or an underscore would be passed over in silence.
                .setFileEnumerator(() -> new NonSplittingRecursiveEnumerator(file -> true))
                .build();
    }

    private static final class Lines extends SimpleStreamFormat<RawRecord> {

        private static final long serialVersionUID = 1L;

        private final String name;

        Lines(String name) {
            this.name = name;
        }

        @Override
        public StreamFormat.Reader<RawRecord> createReader(Configuration config, FSDataInputStream stream) {
            return new LineReader(name, stream);
        }

        @Override
        public TypeInformation<RawRecord> getProducedType() {
            return TypeInformation.of(RawRecord.class);
        }
    }

    /** Cuts a stream into lines. */
    static final class LineReader implements StreamFormat.Reader<RawRecord> {

        private static final int BUFFER = 1 << 16;

        private final String name;
        private final InputStream in;
        private final int longest;
        private final byte[] buffer = new byte[BUFFER];
        private int position;
        private int limit;
        private long line;

        LineReader(String name, InputStream in) {
            this(name, in, LONGEST_LINE);
        }

        LineReader(String name, InputStream in, int longest) {
            this.name = name;
            this.in = in;
            this.longest = longest;
        }

        /**
         * The next line that is not white; null at the end.
         *
         * @throws IOException if it cannot be read, or is longer than any record may be
         */
        @Override
        public RawRecord read() throws IOException {
            byte[] bytes;
            do {
                bytes = nextLine();
            } while (bytes != null && isWhite(bytes));
            return bytes == null ? null : new RawRecord(name, 0, line, null, bytes);
        }

        private byte[] nextLine() throws IOException {
            if (position == limit && !fill()) {
                return null;
            }
            line++;
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            do {
                int start = position;
                while (position < limit && buffer[position] != '\n') {
                    position++;
                }
                if (bytes.size() + position - start > longest) {
                    throw new IOException("line " + line + " has more than " + longest
                            + " bytes, the most that a record" + " may have");
                }
                bytes.write(buffer, start, position - start);
                if (position < limit) {
                    position++;
                    return withoutReturn(bytes.toByteArray());
                }
            } while (fill());
            return bytes.toByteArray();
        }

        private boolean fill() throws IOException {
            position = 0;
            limit = Math.max(in.read(buffer), 0);
            return limit > 0;
        }

        private static byte[] withoutReturn(byte[] bytes) {
            int last = bytes.length - 1;
            return last >= 0 && bytes[last] == '\r' ? Arrays.copyOf(bytes, last) : bytes;
        }

        private static boolean isWhite(byte[] bytes) {
            for (byte b : bytes) {
                if (b != ' ' && b != '\t' && b != '\r') {
                    return false;
                }
            }
            return true;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
