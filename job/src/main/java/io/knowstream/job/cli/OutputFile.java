package io.knowstream.job.cli;

import java.io.BufferedOutputStream;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Where results go: standard output, a device or pipe, or a file that appears when it is complete. */
final class OutputFile implements AutoCloseable {

    /** Null for standard output. */
    private final Path file;

    /** Null where results are written in place. */
    private final Path part;

    private final OutputStream out;
    private final Writer writer;

    private OutputFile(Path file, Path part, OutputStream out) {
        this.file = file;
        this.part = part;
        this.out = out;
        this.writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    }

    /** Opens what a command was given as {@code --output}: a path, or {@code -} for standard output. */
    static OutputFile of(String argument) throws IOException {
        return of("--output", argument);
    }

    /** The same for an option of another name. */
    static OutputFile of(String option, String argument) throws IOException {
        if (argument.equals(InputFile.STANDARD)) {
            return new OutputFile(null, null, new BufferedOutputStream(System.out));
        }
        Path file = find(option, argument);
        if (isInPlace(file)) {
            return new OutputFile(file, null, new BufferedOutputStream(Files.newOutputStream(file)));
        }
        Path part = file.resolveSibling(file.getFileName() + ".part");
        return new OutputFile(file, part, new BufferedOutputStream(Files.newOutputStream(part)));
    }

    /** Refuses, before there are results, a place that cannot take them or that they would take from the input. */
    static void require(String argument, InputFile input) throws IOException {
        require("--output", argument, input);
    }

    /** The same for an option of another name. */
    static void require(String option, String argument, InputFile input) throws IOException {
        if (!argument.equals(InputFile.STANDARD)) {
            Path file = find(option, argument);
            if (Files.exists(file) && Files.isSameFile(file, input.path())) {
                throw new UsageException(option + " must not be the file that --input names (got " + argument + ")");
            }
        }
    }

    /** The file itself, where the argument is a symbolic link to one. */
    private static Path find(String option, String argument) throws IOException {
        Path named = Path.of(argument).toAbsolutePath();
        Path file = Files.exists(named) ? named.toRealPath() : named;
        if (Files.isDirectory(file)) {
            throw new UsageException(option + " must be a file or - (" + argument + " is a directory)");
        }
        if (!isInPlace(file) && !Files.isDirectory(file.getParent())) {
            throw new UsageException(option + " must be in a directory that is there (got " + argument + ")");
        }
        if (!Files.isWritable(isInPlace(file) ? file : file.getParent())) {
            throw new UsageException(option + " must be where files may be written (got " + argument + ")");
        }
        return file;
    }

    /** Whether it is a device or a pipe, which no file may replace. */
    private static boolean isInPlace(Path file) {
        return Files.exists(file) && !Files.isRegularFile(file);
    }

    /** Takes text. */
    Writer writer() {
        return writer;
    }

    /** Takes bytes. */
    OutputStream stream() {
        return out;
    }

    /** Makes the file appear. */
    void complete() throws IOException {
        writer.flush();
        if (file == null) {
            if (System.out.checkError()) {
                throw new IOException("standard output takes no more");
            }
        } else {
            out.close();
            if (part != null) {
                Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            out.close();
            if (part != null) {
                Files.deleteIfExists(part);
            }
        }
    }
}
