package io.knowstream.job.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.GZIPInputStream;

/**
 * A file of documents as a command was given it: a path, a packed one ({@code .gz}), or standard input.
 *
 * @param path where it lies
 * @param name what it is called in messages and in records
 */
record InputFile(Path path, String name) {

    /** The argument that means standard input or output. */
    static final String STANDARD = "-";

    /** Finds the input; what comes on standard input is kept in {@code directory}, to be read more than once. */
    static InputFile of(String argument, Path directory) throws IOException {
        if (argument.equals(STANDARD)) {
            Path copy = directory.resolve("standard-input.jsonl");
            Files.copy(System.in, copy, StandardCopyOption.REPLACE_EXISTING);
            return new InputFile(copy, "standard input");
        }
        Path path = Path.of(argument);
        if (!Files.isRegularFile(path)) {
            throw new UsageException("--input must be a file or - (there is no file " + path + ")");
        }
        return new InputFile(path, path.getFileName().toString());
    }

    InputStream open() throws IOException {
        InputStream in = Files.newInputStream(path);
        return isPacked() ? new GZIPInputStream(in) : in;
    }

    /** A name for the same bytes in {@code directory} whose ending says, as Flink understands it, how to read them. */
    Path link(Path directory) throws IOException {
        Path link = directory.resolve(isPacked() ? "input.jsonl.gz" : "input.jsonl");
        return Files.createSymbolicLink(link, path.toRealPath());
    }

    private boolean isPacked() {
        return path.toString().endsWith(".gz");
    }
}
