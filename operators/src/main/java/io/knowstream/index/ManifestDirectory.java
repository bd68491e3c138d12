package io.knowstream.index;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.lucene.store.BaseDirectory;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.store.IndexOutput;
import org.apache.lucene.store.NoLockFactory;

/** One Lucene index as a manifest lists it, read where its files lie on this machine. */
final class ManifestDirectory extends BaseDirectory {

    private final Map<String, StoredFile> files;
    private final Map<StoredFile, Path> paths;

    ManifestDirectory(List<StoredFile> files, Map<StoredFile, Path> paths) {
        super(NoLockFactory.INSTANCE);
        this.paths = paths;
        this.files = files.stream().collect(Collectors.toMap(StoredFile::name, Function.identity()));
    }

    @Override
    public String[] listAll() {
        return files.keySet().stream().sorted().toArray(String[]::new);
    }

    @Override
    public long fileLength(String name) throws IOException {
        return file(name).length();
    }

    @Override
    public IndexInput openInput(String name, IOContext context) throws IOException {
        Path path = paths.get(file(name));
        if (!Files.isDirectory(path.getParent())) {
            // Collected since; Lucene would make the folder anew.
            throw new NoSuchFileException(path.toString());
        }
        try (Directory directory = new LocalDirectory(path.getParent())) {
            return directory.openInput(path.getFileName().toString(), context);
        }
    }

    private StoredFile file(String name) throws FileNotFoundException {
        StoredFile file = files.get(name);
        if (file == null) {
            throw new FileNotFoundException(name);
        }
        return file;
    }

    @Override
    public void deleteFile(String name) {
        throw readOnly();
    }

    @Override
    public IndexOutput createOutput(String name, IOContext context) {
        throw readOnly();
    }

    @Override
    public IndexOutput createTempOutput(String prefix, String suffix, IOContext context) {
        throw readOnly();
    }

    @Override
    public void sync(Collection<String> names) {
        throw readOnly();
    }

    @Override
    public void syncMetaData() {
        throw readOnly();
    }

    @Override
    public void rename(String source, String dest) {
        throw readOnly();
    }

    @Override
    public Set<String> getPendingDeletions() {
        return Set.of();
    }

    @Override
    public void close() {
        isOpen = false;
    }

    private static UnsupportedOperationException readOnly() {
        return new UnsupportedOperationException("a published index is never written");
    }
}
