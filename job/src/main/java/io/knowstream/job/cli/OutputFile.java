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

/** Where results go: standard output, or a file that appears when it is complete. */
final class OutputFile implements AutoCloseable {

    /** Null for standard output. */
    private final Path file;

    private final Path part;
    private final OutputStream out;
    private final Writer writer;

    private OutputFile(Path file, Path part, OutputStream out) {
        this.file = file;
        this.part = part;
        this.out = out;
        this.writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    }

    /** Opens what a command was given: a path, or {@code -} for standard output. */
    static OutputFile of(String argument) throws IOException {
        if (argument.equals(InputFile.STANDARD)) {
            return new OutputFile(null, null, new BufferedOutputStream(System.out));
        }
        Path file = Path.of(argument).toAbsolutePath();
        if (!Files.isDirectory(file.getParent())) {
            throw new UsageException("--output must be in a directory that is there (got " + argument + ")");
        }
        Path part = file.resolveSibling(file.getFileName() + ".part");
        return new OutputFile(file, part, new BufferedOutputStream(Files.newOutputStream(part)));
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
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            out.close();
            Files.deleteIfExists(part);
        }
    }
}
