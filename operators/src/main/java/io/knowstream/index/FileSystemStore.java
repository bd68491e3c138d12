package io.knowstream.index;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystem.WriteMode;
import org.apache.flink.core.fs.Path;
import org.apache.lucene.util.IOUtils;

/**
 * A store in any file system that Flink knows: object stores, HDFS, shared volumes.
 *
 * <p>A small file is written under a temporary name and renamed, because of some file systems a reader sees files that
 * are still being written. Lucene's files are written under their own names: no one looks for them before a manifest or
 * a state names them, and all of a file's bytes are checked on both ways.
 */
final class FileSystemStore implements SegmentStore {

    private static final String TEMPORARY = "tmp";
    private static final int BUFFER = 1 << 16;

    private final FileSystem files;
    private final Path root;

    private FileSystemStore(FileSystem files, Path root) {
        this.files = files;
        this.root = root;
    }

    /** The store at an {@code index.path} with a scheme. */
    static FileSystemStore at(String path) {
        Path root = new Path(path);
        try {
            return new FileSystemStore(root.getFileSystem(), root);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "index.path must be a directory, a file: URI or in a file system that Flink has a plugin for (got "
                            + path + ")",
                    e);
        }
    }

    private Path path(String name) {
        return new Path(root, name);
    }

    @Override
    public void write(String name, byte[] content) throws IOException {
        Path target = path(name);
        Path whole = path(TEMPORARY + "/" + UUID.randomUUID());
        try {
            try (OutputStream out = files.create(whole, WriteMode.NO_OVERWRITE)) {
                out.write(content);
            }
            files.mkdirs(target.getParent());
            if (!files.rename(whole, target)) {
                // Some file systems replace nothing. Whoever lists in between sees no file, as before the first write.
                files.delete(target, false);
                files.mkdirs(target.getParent());
                if (!files.rename(whole, target)) {
                    throw new IOException("cannot rename " + whole + " to " + target);
                }
            }
        } finally {
            deleteQuietly(whole);
        }
    }

    @Override
    public byte[] read(String name) throws IOException {
        try (InputStream in = files.open(path(name))) {
            byte[] content = in.readNBytes(LARGEST_SMALL_FILE);
            if (content.length == LARGEST_SMALL_FILE && in.read() >= 0) {
                throw DamagedIndexException.tooLarge(name);
            }
            return content;
        } catch (FileNotFoundException e) {
            throw missing(name, e);
        }
    }

    private static NoSuchFileException missing(String name, IOException cause) {
        NoSuchFileException missing = new NoSuchFileException(name, null, "there is no such file");
        missing.initCause(cause);
        return missing;
    }

    @Override
    public List<String> list(String folder) throws IOException {
        List<String> names = new ArrayList<>();
        list(folder, names);
        return names.stream().sorted().toList();
    }

    private void list(String folder, List<String> names) throws IOException {
        FileStatus[] found;
        try {
            found = files.listStatus(path(folder));
        } catch (FileNotFoundException e) {
            return;
        }
        if (found != null) {
            for (FileStatus each : found) {
                String name = folder + "/" + each.getPath().getName();
                if (each.isDir()) {
                    list(name, names);
                } else {
                    names.add(name);
                }
            }
        }
    }

    @Override
    public void publish(Map<StoredFile, java.nio.file.Path> published) throws IOException {
        List<String> begun = new ArrayList<>();
        try {
            for (Map.Entry<StoredFile, java.nio.file.Path> file : published.entrySet()) {
                Path target = path(file.getKey().path());
                files.mkdirs(target.getParent());
                try (InputStream in = Files.newInputStream(file.getValue());
                        OutputStream out = files.create(target, WriteMode.NO_OVERWRITE)) {
                    begun.add(file.getKey().path());
                    copy(file.getKey(), in, out);
                }
            }
        } catch (IOException | RuntimeException e) {
            begun.forEach(name -> deleteQuietly(path(name)));
            throw e;
        }
    }

    @Override
    public void fetch(StoredFile file, java.nio.file.Path local) throws IOException {
        Files.createDirectories(local.getParent());
        java.nio.file.Path whole = Files.createTempFile(local.getParent(), "fetch", ".tmp");
        try {
            try (InputStream in = files.open(path(file.path()));
                    OutputStream out = Files.newOutputStream(whole)) {
                copy(file, in, out);
            } catch (FileNotFoundException e) {
                throw DamagedIndexException.missing(file.path(), e);
            }
            Files.move(whole, local);
        } finally {
            Files.deleteIfExists(whole);
        }
    }

    private static void copy(StoredFile file, InputStream in, OutputStream out) throws IOException {
        WholeFileCheck check = new WholeFileCheck(file);
        byte[] buffer = new byte[BUFFER];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            check.update(buffer, read);
            out.write(buffer, 0, read);
        }
        check.finish();
    }

    @Override
    public Optional<java.nio.file.Path> local(String name) {
        return Optional.empty();
    }

    @Override
    public void delete(String name) throws IOException {
        Path file = path(name);
        try {
            files.delete(file, false);
        } catch (FileNotFoundException e) {
            // Gone already, and perhaps its folders: those are looked at all the same.
            deleteEmptyFolders(file.getParent());
            return;
        }
        deleteEmptyFolders(file.getParent());
    }

    /** Object stores have none; of others thousands would be left in a day. */
    private void deleteEmptyFolders(Path lowest) {
        try {
            for (Path folder = lowest; !folder.equals(root); folder = folder.getParent()) {
                FileStatus[] inside = files.listStatus(folder);
                if (inside == null || inside.length > 0 || !files.delete(folder, false)) {
                    return;
                }
            }
        } catch (IOException e) {
            // Somebody has just written into it, or removed it: either way it is not to be removed here.
            return;
        }
    }

    private void deleteQuietly(Path file) {
        IOUtils.closeWhileHandlingException(() -> files.delete(file, false));
    }
}
