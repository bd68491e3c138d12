package io.knowstream.index;

import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileAlreadyExistsException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.core.fs.BlockLocation;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/**
 * An object store in memory, with less than others promise: no folders, no links, no conditional write; a rename is a
 * copy and a deletion, and replaces nothing; an object that is closed after a failed write is there, torn; and it is full
 * after so many bytes.
 */
final class TestingObjectStore {

    final ConcurrentSkipListMap<String, byte[]> objects = new ConcurrentSkipListMap<>();
    /** Bytes that can still be written. */
    final AtomicLong room = new AtomicLong(Long.MAX_VALUE);
    /** Bytes written to segments. */
    final AtomicLong segmentBytes = new AtomicLong();

    TestingObjectStore(String authority) {}

    private byte[] get(Path path) throws FileNotFoundException {
        byte[] content = objects.get(path.getPath());
        if (content == null) {
            throw new FileNotFoundException(path.toString());
        }
        return content;
    }

    private record Status(Path getPath, long getLen, boolean isDir) implements FileStatus {

        @Override
        public long getBlockSize() {
            return getLen;
        }

        @Override
        public short getReplication() {
            return 1;
        }

        @Override
        public long getModificationTime() {
            return 0;
        }

        @Override
        public long getAccessTime() {
            return 0;
        }
    }

    private static final class In extends FSDataInputStream {
        private final byte[] content;
        private int at;

        In(byte[] content) {
            this.content = content;
        }

        @Override
        public void seek(long desired) {
            at = (int) desired;
        }

        @Override
        public long getPos() {
            return at;
        }

        @Override
        public int read() {
            return at < content.length ? content[at++] & 0xff : -1;
        }
    }

    private final class Out extends FSDataOutputStream {
        private final String path;
        private final ByteArrayOutputStream written = new ByteArrayOutputStream();

        Out(String path) {
            this.path = path;
        }

        @Override
        public long getPos() {
            return written.size();
        }

        @Override
        public void write(int b) throws IOException {
            if (room.getAndDecrement() <= 0) {
                room.set(0);
                throw new IOException("No space left on device");
            }
            written.write(b);
        }

        @Override
        public void flush() {
            // Nothing is seen before the end.
        }

        @Override
        public void sync() {
            // As above.
        }

        @Override
        public void close() {
            objects.put(path, written.toByteArray());
            if (path.contains("/segments/")) {
                segmentBytes.addAndGet(written.size());
            }
        }
    }

    /** The store as Flink sees it; Flink may keep one for as long as it runs, the store behind it may be a new one. */
    static final class View extends FileSystem {

        private final String authority;

        View(String authority) {
            this.authority = authority;
        }

        private TestingObjectStore store() {
            return TestingObjectStoreFactory.store(authority);
        }

        @Override
        public FSDataOutputStream create(Path path, WriteMode mode) throws IOException {
            if (mode == WriteMode.NO_OVERWRITE && store().objects.containsKey(path.getPath())) {
                throw new FileAlreadyExistsException(path.toString());
            }
            return store().new Out(path.getPath());
        }

        @Override
        public FSDataInputStream open(Path path) throws IOException {
            return new In(store().get(path));
        }

        @Override
        public FSDataInputStream open(Path path, int bufferSize) throws IOException {
            return open(path);
        }

        @Override
        public FileStatus getFileStatus(Path path) throws IOException {
            return new Status(path, store().get(path).length, false);
        }

        @Override
        public FileStatus[] listStatus(Path folder) {
            String prefix = folder.getPath() + "/";
            Map<String, FileStatus> found = new TreeMap<>();
            store().objects.forEach((path, content) -> {
                if (path.startsWith(prefix)) {
                    String name = path.substring(prefix.length());
                    boolean inFolder = name.contains("/");
                    String first = inFolder ? name.substring(0, name.indexOf('/')) : name;
                    found.put(first, new Status(new Path(folder, first), content.length, inFolder));
                }
            });
            return found.values().toArray(FileStatus[]::new);
        }

        @Override
        public boolean delete(Path path, boolean recursive) {
            return store().objects.remove(path.getPath()) != null;
        }

        @Override
        public boolean mkdirs(Path path) {
            return true;
        }

        @Override
        public boolean rename(Path from, Path to) throws IOException {
            if (store().objects.containsKey(to.getPath())) {
                return false;
            }
            store().objects.put(to.getPath(), store().get(from));
            store().objects.remove(from.getPath());
            return true;
        }

        @Override
        public BlockLocation[] getFileBlockLocations(FileStatus file, long start, long length) {
            return new BlockLocation[0];
        }

        @Override
        public boolean isDistributedFS() {
            return true;
        }

        @Override
        public Path getWorkingDirectory() {
            return new Path("memory://" + authority + "/");
        }

        @Override
        public Path getHomeDirectory() {
            return getWorkingDirectory();
        }

        @Override
        public URI getUri() {
            return URI.create("memory://" + authority + "/");
        }
    }
}
