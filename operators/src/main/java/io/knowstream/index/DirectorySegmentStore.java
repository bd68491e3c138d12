package io.knowstream.index;

import java.io.IOException;
import java.io.InputStream;
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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.lucene.util.IOUtils;

/**
 * A store in a local or shared directory.
 *
 * <p>A small file appears by renaming a complete one. Lucene's files appear by a hard link to a complete one, which fails
 * where the name is taken. They never change after they are written, so that a working directory on the same volume
 * shares them with the store and publishing costs no copy; on another volume they are copied.
 */
final class DirectorySegmentStore implements SegmentStore {

    private static final String TEMPORARY = "tmp";
    private static final int FOLDER_TRIES = 10;

    private static final int SYNC_THREADS = 8;

    /** Threads that wait for the disk; they end when they have had nothing to do for a while. */
    private static final ThreadPoolExecutor SYNC = syncThreads();

    private final Path root;

    DirectorySegmentStore(Path root) {
        this.root = root;
    }

    /** Whether {@code index.path} names a directory and not a place of another file system. */
    static boolean isDirectory(String path) {
        return path.indexOf(':') < 2 || path.regionMatches(true, 0, "file:", 0, 5);
    }

    /** The directory that {@code index.path} names. */
    static Path directory(String path) {
        return Path.of(path.indexOf(':') < 2 ? path : URI.create(path).getPath())
                .toAbsolutePath();
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
    public void write(String name, byte[] content) throws IOException {
        Path folder = Files.createDirectories(root.resolve(TEMPORARY));
        Path whole = Files.createTempFile(folder, "write", null);
        try {
            Files.write(whole, content);
            IOUtils.fsync(whole, false);
            Path target = root.resolve(name);
            inFolderOf(target, () -> Files.move(whole, target, StandardCopyOption.ATOMIC_MOVE));
            IOUtils.fsync(target.getParent(), true);
        } finally {
            Files.deleteIfExists(whole);
        }
    }

    @Override
    public byte[] read(String name) throws IOException {
        try (InputStream in = Files.newInputStream(root.resolve(name))) {
            byte[] content = in.readNBytes(LARGEST_SMALL_FILE);
            if (content.length == LARGEST_SMALL_FILE && in.read() >= 0) {
                throw DamagedIndexException.tooLarge(name);
            }
            return content;
        }
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
    public void publish(Map<StoredFile, Path> files) throws IOException {
        List<String> published = new ArrayList<>();
        try {
            Set<Path> toSync = new LinkedHashSet<>();
            for (Map.Entry<StoredFile, Path> file : files.entrySet()) {
                Path to = root.resolve(file.getKey().path());
                link(file.getKey(), file.getValue(), to);
                published.add(file.getKey().path());
                toSync.add(to);
            }
            for (Path file : List.copyOf(toSync)) {
                toSync.add(file.getParent());
                toSync.add(file.getParent().getParent());
            }
            syncAll(toSync);
        } catch (IOException | RuntimeException e) {
            for (String name : published) {
                IOUtils.closeWhileHandlingException(() -> delete(name));
            }
            throw e;
        }
    }

    /** Side by side, because a file system writes its journal once for all that wait for it at a time. */
    private static void syncAll(Set<Path> paths) throws IOException {
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
    public void fetch(StoredFile file, Path local) throws IOException {
        Path from = root.resolve(file.path());
        WholeFileCheck.check(file, from);
        link(file, from, local);
    }

    @Override
    public Optional<Path> local(String name) {
        return Optional.of(root.resolve(name));
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

    private static void link(StoredFile file, Path from, Path to) throws IOException {
        try {
            inFolderOf(to, () -> Files.createLink(to, from));
        } catch (FileAlreadyExistsException | NoSuchFileException e) {
            throw e;
        } catch (IOException | UnsupportedOperationException e) {
            if (Files.getFileStore(from).equals(Files.getFileStore(to.getParent()))) {
                throw new IOException("index.path must be on a file system with hard links (" + to + ")", e);
            }
            copy(file, from, to);
        }
    }

    /** Copies from another volume beside the target, so that the last step is a link again. */
    private static void copy(StoredFile file, Path from, Path to) throws IOException {
        Path whole = Files.createTempFile(to.getParent(), "copy", ".tmp");
        try {
            Files.copy(from, whole, StandardCopyOption.REPLACE_EXISTING);
            WholeFileCheck.check(file, whole);
            IOUtils.fsync(whole, false);
            Files.createLink(to, whole);
        } finally {
            Files.deleteIfExists(whole);
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    /** Takes a step in a folder, which a collector may remove between its creation and its first file. */
    private static void inFolderOf(Path target, Step step) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                Files.createDirectories(target.getParent());
            } catch (FileAlreadyExistsException e) {
                if (attempt == FOLDER_TRIES) {
                    throw e;
                }
                continue;
            }
            try {
                step.run();
                return;
            } catch (NoSuchFileException e) {
                if (Files.exists(target.getParent()) || attempt == FOLDER_TRIES) {
                    throw e;
                }
            }
        }
    }
}
