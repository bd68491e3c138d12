package io.knowstream.index;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A store that says after each change of it what was changed; several files are published one by one. */
final class SteppedStore implements SegmentStore {

    /** What looks on. */
    interface Watch {
        /** A file was written or removed. */
        void changed(String name) throws IOException;
    }

    private final SegmentStore store;
    private final Watch watch;

    SteppedStore(SegmentStore store, Watch watch) {
        this.store = store;
        this.watch = watch;
    }

    @Override
    public void write(String name, byte[] content) throws IOException {
        store.write(name, content);
        watch.changed(name);
    }

    @Override
    public byte[] read(String name) throws IOException {
        return store.read(name);
    }

    @Override
    public List<String> list(String folder) throws IOException {
        return store.list(folder);
    }

    @Override
    public void publish(Map<StoredFile, Path> files) throws IOException {
        for (Map.Entry<StoredFile, Path> file : files.entrySet()) {
            store.publish(Map.of(file.getKey(), file.getValue()));
            watch.changed(file.getKey().path());
        }
    }

    @Override
    public void fetch(StoredFile file, Path local) throws IOException {
        store.fetch(file, local);
    }

    @Override
    public Optional<Path> local(String name) {
        return store.local(name);
    }

    @Override
    public void delete(String name) throws IOException {
        store.delete(name);
        watch.changed(name);
    }
}
