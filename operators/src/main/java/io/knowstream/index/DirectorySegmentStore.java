package io.knowstream.index;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.util.IOUtils;

/**
 * A store in a local or shared directory.
 *
 * <p>A file appears by a hard link to a complete one, which is atomic and fails where the name is taken. Lucene's files
 * never change after they are written, so that a working directory on the same volume shares them with the store and
 * publishing costs no copy; on another volume they are copied.
 */
final class DirectorySegmentStore implements SegmentStore {

    private static final String TEMPORARY = "tmp";
    /** A folder may be removed by a collector between its creation and its first file. */
    private static final int FOLDER_TRIES = 10;

    private static final int SYNC_THREADS = 8;

    /** Threads that wait for the disk; they end when they have had nothing to do for a while. */
    private static final ThreadPoolExecutor SYNC = syncThreads();

    private final Path root;

    DirectorySegmentStore(Path root) {
        this.root = root;
    }

    /** The directory that {@code index.path} names. */
    static Path directory(String path) {
        int colon = path.indexOf(':');
        if (colon < 2) {
            return Path.of(path).toAbsolutePath();
        }
        if (!path.regionMatches(true, 0, "file:", 0, 5)) {
            throw new IllegalArgumentException("index.path must be a directory or a file: URI (got " + path + ")");
        }
        return Path.of(URI.create(path).getPath()).toAbsolutePath();
    }

    private static ThreadPoolExecutor syncThreads() {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                SYNC_THREADS, SYNC_THREADS, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "knowstream-index-sync");
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    @Override
    public boolean create(String name, byte[] content) throws IOException {
        Path folder = Files.createDirectories(root.resolve(TEMPORARY));
        Path whole = Files.createTempFile(folder, "create", null);
        try {
            Files.write(whole, content);
            IOUtils.fsync(whole, false);
            link(whole, root.resolve(name));
            IOUtils.fsync(root.resolve(name).getParent(), true);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } finally {
            Files.deleteIfExists(whole);
        }
    }

    @Override
    public byte[] read(String name) throws IOException {
        return Files.readAllBytes(root.resolve(name));
    }

    @Override
    public List<String> list(String folder) throws IOException {
        Path start = root.resolve(folder);
        while (Files.isDirectory(start)) {
            try (Stream<Path> files = Files.walk(start)) {
                return files.filter(Files::isRegularFile)
                        .map(this::nameOf)
                        .sorted()
                        .toList();
            } catch (NoSuchFileException | UncheckedIOException e) {
                if (e instanceof UncheckedIOException && !(e.getCause() instanceof NoSuchFileException)) {
                    throw new IOException("cannot list " + start, e.getCause());
                }
                // Something was removed while the walk came by: look again.
            }
        }
        return List.of();
    }

    private String nameOf(Path file) {
        return root.relativize(file).toString().replace(file.getFileSystem().getSeparator(), "/");
    }

    @Override
    public void publish(Map<String, Path> files, String folder) throws IOException {
        Path target = root.resolve(folder);
        List<Path> published = new ArrayList<>();
        for (Map.Entry<String, Path> file : files.entrySet()) {
            Path to = target.resolve(file.getKey());
            link(file.getValue(), to);
            published.add(to);
        }
        published.add(target);
        published.add(target.getParent());
        syncAll(published);
    }

    /** Side by side, because a file system writes its journal once for all that wait for it at a time. */
    private static void syncAll(List<Path> paths) throws IOException {
        List<Future<?>> syncs = new ArrayList<>();
        for (Path path : paths) {
            syncs.add(SYNC.submit(() -> {
                IOUtils.fsync(path, Files.isDirectory(path));
                return null;
            }));
        }
        try {
            for (Future<?> sync : syncs) {
                sync.get();
            }
        } catch (ExecutionException e) {
            throw new IOException(
                    "cannot make published files durable: " + e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while publishing");
        }
    }

    @Override
    public void fetch(String name, Path local) throws IOException {
        link(root.resolve(name), local);
    }

    @Override
    public long length(String name) throws IOException {
        return Files.size(root.resolve(name));
    }

    @Override
    public IndexInput open(String name, IOContext context) throws IOException {
        Path file = root.resolve(name);
        try (Directory directory = new LocalDirectory(file.getParent())) {
            return directory.openInput(file.getFileName().toString(), context);
        }
    }

    @Override
    public void delete(String name) throws IOException {
        Path file = root.resolve(name);
        Files.deleteIfExists(file);
        try {
            for (Path folder = file.getParent(); !folder.equals(root); folder = folder.getParent()) {
                Files.deleteIfExists(folder);
            }
        } catch (DirectoryNotEmptyException e) {
            // The folder has other files: it stays, and so do those above it.
            return;
        }
    }

    private static void link(Path from, Path to) throws IOException {
        for (int attempt = 1; ; attempt++) {
            Files.createDirectories(to.getParent());
            try {
                Files.createLink(to, from);
                return;
            } catch (NoSuchFileException e) {
                if (!Files.exists(from) || attempt == FOLDER_TRIES) {
                    throw e;
                }
            } catch (FileAlreadyExistsException e) {
                throw e;
            } catch (IOException | UnsupportedOperationException e) {
                if (Files.getFileStore(from).equals(Files.getFileStore(to.getParent()))) {
                    throw new IOException("index.path must be on a file system with hard links (" + to + ")", e);
                }
                copy(from, to);
                return;
            }
        }
    }

    /** Copies from another volume beside the target, so that the last step is a link again. */
    private static void copy(Path from, Path to) throws IOException {
        Path whole = Files.createTempFile(to.getParent(), "copy", ".tmp");
        try {
            Files.copy(from, whole, StandardCopyOption.REPLACE_EXISTING);
            IOUtils.fsync(whole, false);
            Files.createLink(to, whole);
        } finally {
            Files.deleteIfExists(whole);
        }
    }
}
