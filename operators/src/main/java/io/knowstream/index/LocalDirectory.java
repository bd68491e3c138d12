package io.knowstream.index;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import org.apache.lucene.store.FilterDirectory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.store.MMapDirectory;
import org.apache.lucene.store.NIOFSDirectory;
import org.apache.lucene.store.NoLockFactory;

/**
 * Lucene files in a directory of this machine.
 *
 * <p>Nothing is made durable here: what must be is made so where it is published. A file that is read once is read and
 * not mapped, because unmapping waits for all threads and a commit opens and closes dozens. The directory has one writer,
 * so nothing is locked: the interrupt of a cancelled task would break a lock, and the writer could not be closed.
 */
final class LocalDirectory extends FilterDirectory {

    private final NIOFSDirectory once;

    LocalDirectory(Path path) throws IOException {
        super(new MMapDirectory(path, NoLockFactory.INSTANCE));
        once = new NIOFSDirectory(path, NoLockFactory.INSTANCE);
    }

    @Override
    public IndexInput openInput(String name, IOContext context) throws IOException {
        return context == IOContext.READONCE ? once.openInput(name, context) : in.openInput(name, context);
    }

    @Override
    public void sync(Collection<String> names) {
        // Not here.
    }

    @Override
    public void syncMetaData() {
        // Not here.
    }

    @Override
    public void close() throws IOException {
        once.close();
        in.close();
    }
}
