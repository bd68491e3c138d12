package io.knowstream.job.cli;

import io.knowstream.export.GraphFiles;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.lucene.util.IOUtils;

/**
 * A directory of results that appears when it is complete. One that is there must be empty or hold the same files of
 * before, which are then removed before the new ones appear one by one: a run that is killed meanwhile leaves too few, never a
 * mixture. Used by one thread.
 */
final class OutputDirectory implements GraphFiles, AutoCloseable {

    private static final String PART = ".part";

    private final Path directory;

    /** Where files are until all are complete: beside the directory, or inside where it is there. */
    private final Path part;

    private final List<OutputStream> open = new ArrayList<>();

    private OutputDirectory(Path directory, Path part) {
        this.directory = directory;
        this.part = part;
    }

    /**
     * Opens what a command was given.
     *
     * @param format in messages, what writes these files
     * @param names of all files that will be written
     */
    static OutputDirectory of(String argument, String format, List<String> names) throws IOException {
        if (argument.equals(InputFile.STANDARD)) {
            throw new UsageException("--output must be a directory for --format " + format + ", which writes "
                    + names.size() + " files, one for each kind of record (got " + argument + ", standard output)");
        }
        Path named = Path.of(argument).toAbsolutePath();
        Path directory = Files.exists(named) ? named.toRealPath() : named.normalize();
        boolean isThere = Files.exists(directory);
        if (isThere && !Files.isDirectory(directory)) {
            throw new UsageException(
                    "--output must be a directory for --format " + format + " (" + argument + " is none)");
        }
        if (!isThere && !Files.isDirectory(directory.getParent())) {
            throw new UsageException("--output must be in a directory that is there (got " + argument + ")");
        }
        if (!Files.isWritable(isThere ? directory : directory.getParent())) {
            throw new UsageException("--output must be where files may be written (got " + argument + ")");
        }
        Path part = isThere ? directory.resolve(PART) : directory.resolveSibling(directory.getFileName() + PART);
        requireNothingElse(directory, names);
        requireNothingElse(part, names);
        WorkDirectory.delete(part);
        Files.createDirectory(part);
        return new OutputDirectory(directory, part);
    }

    private static void requireNothingElse(Path directory, List<String> names) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        Optional<Path> other;
        try (Stream<Path> files = Files.list(directory)) {
            other = files.map(Path::getFileName)
                    .filter(name -> !name.toString().equals(PART) && !names.contains(name.toString()))
                    .sorted()
                    .findFirst();
        }
        if (other.isPresent()) {
            throw new UsageException("--output must be a new or empty directory or one of an earlier export, but "
                    + directory + " holds " + other.get() + "; name another or empty it");
        }
    }

    @Override
    public OutputStream create(String name) throws IOException {
        OutputStream file = new BufferedOutputStream(Files.newOutputStream(part.resolve(name)));
        open.add(file);
        return file;
    }

    /** Makes the files appear: with their directory at once, or one after another where it was there. */
    void complete() throws IOException {
        IOUtils.close(open);
        if (!part.getParent().equals(directory)) {
            Files.move(part, directory, StandardCopyOption.ATOMIC_MOVE);
            return;
        }
        List<Path> files;
        try (Stream<Path> written = Files.list(part)) {
            files = written.sorted().toList();
        }
        for (Path file : files) {
            Files.deleteIfExists(directory.resolve(file.getFileName()));
        }
        for (Path file : files) {
            Files.move(file, directory.resolve(file.getFileName()));
        }
    }

    @Override
    public void close() throws IOException {
        try {
            IOUtils.close(open);
        } finally {
            WorkDirectory.delete(part);
        }
    }
}
