package io.knowstream.index;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FilterDirectory;
import org.apache.lucene.store.FilterIndexOutput;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexOutput;

/** Remembers where copies were made, and may be full. */
final class TestingPlace implements IndexCopy.Place {

    /** Where copies were made. */
    final List<Path> paths = new CopyOnWriteArrayList<>();
    /** Bytes that can still be written. */
    final AtomicLong room = new AtomicLong(Long.MAX_VALUE);

    @Override
    public Directory open(Path path) throws IOException {
        paths.add(path);
        return new FilterDirectory(new LocalDirectory(path)) {
            @Override
            public IndexOutput createOutput(String name, IOContext context) throws IOException {
                return new Bounded(in.createOutput(name, context));
            }

            @Override
            public IndexOutput createTempOutput(String prefix, String suffix, IOContext context) throws IOException {
                return new Bounded(in.createTempOutput(prefix, suffix, context));
            }
        };
    }

    private final class Bounded extends FilterIndexOutput {

        Bounded(IndexOutput out) {
            super("bounded", out.getName(), out);
        }

        @Override
        public void writeByte(byte b) throws IOException {
            take(1);
            out.writeByte(b);
        }

        @Override
        public void writeBytes(byte[] b, int offset, int length) throws IOException {
            take(length);
            out.writeBytes(b, offset, length);
        }

        private void take(int bytes) throws IOException {
            if (room.addAndGet(-bytes) < 0) {
                throw new IOException("No space left on device");
            }
        }
    }
}
