package io.knowstream.job.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.zip.GZIPInputStream;

/**
 * A file of documents as a command was given it: a path, a packed one ({@code .gz}), a pipe, or standard input.
 *
 * @param path where it lies
 * @param name what it is called in messages and in records
 */
record InputFile(Path path, String name) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The argument that means standard input or output. */
    static final String STANDARD = "-";

    /** Finds the input; what can be read only once, such as standard input, is kept in {@code directory}. */
    static InputFile of(String argument, Path directory) throws IOException, InterruptedException {
        if (argument.equals(STANDARD)) {
            return keep(System.in, directory, "standard input");
        }
        Path path = Path.of(argument);
        if (!Files.exists(path) || Files.isDirectory(path)) {
            throw new UsageException("--input must be a file or - (there is no file " + path + ")");
        }
        if (!Files.isReadable(path)) {
            throw new UsageException("--input must be a file that may be read (got " + path + ")");
        }
        if (!Files.isRegularFile(path)) {
            return keep(Files.newInputStream(path), directory, path.toString());
        }
        return new InputFile(path, path.getFileName().toString());
    }

    /**
     * Copies on a thread of its own: a read that waits for a terminal or a pipe cannot be interrupted. That thread may
     * outlive the caller and its folder, so it writes to a file that is open already and makes none.
     */
    private static InputFile keep(InputStream in, Path directory, String name)
            throws IOException, InterruptedException {
        Path copy = directory.resolve("once.jsonl");
        OutputStream out = Files.newOutputStream(copy);
        FutureTask<Long> copying = new FutureTask<>(() -> {
            try (out) {
                return in.transferTo(out);
            }
        });
        Thread thread = new Thread(copying, "copy of the input");
        thread.setDaemon(true);
        thread.start();
        try {
            copying.get();
        } catch (ExecutionException e) {
            throw new IOException(name + " cannot be read", e.getCause());
        }
        return new InputFile(copy, name);
    }

    InputStream open() throws IOException {
        InputStream in = Files.newInputStream(path);
        return isPacked() ? new GZIPInputStream(in) : in;
    }

    /**
     * Texts of documents of which nothing else counts, an object with {@code content} or {@code text} a line.
     *
     * @param most how many lines are read
     */
    List<String> texts(int most) throws IOException {
        List<String> texts = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(open(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null && texts.size() < most; line = lines.readLine()) {
                JsonNode document = JSON.readTree(line);
                JsonNode text = document.has("content") ? document.get("content") : document.path("text");
                if (!text.isTextual()) {
                    throw new UsageException("--input: each line must have a 'content' or a 'text' (line "
                            + (texts.size() + 1) + " has none)");
                }
                texts.add(text.textValue());
            }
        }
        return texts;
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
