package io.knowstream.job.evaluate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.tukaani.xz.XZInputStream;

/** A file of annotated texts in UTF-8, plain or packed ({@code .xz}, {@code .gz}). */
record GoldFile(Path path) {

    private static final ObjectMapper JSON = new ObjectMapper();
    /** Memory that unpacking may take; a preset of xz takes 65 MiB at the most. */
    private static final int XZ_KILOBYTES = 128 << 10;

    /** What to read of a file to know its format. */
    private static final int FIRST_LINES = 20_000;

    /** The files in a directory and below it whose names end in one of some ways, by path; a file is itself. */
    static List<GoldFile> under(Path path, List<String> endings) {
        if (!Files.isDirectory(path)) {
            if (!Files.isReadable(path)) {
                throw new BadGoldException("--gold must be a file or a directory that may be read (got " + path + ")");
            }
            return List.of(new GoldFile(path));
        }
        try (Stream<Path> files = Files.walk(path)) {
            List<GoldFile> found = files.filter(Files::isRegularFile)
                    .filter(file -> endings.stream().anyMatch(file.getFileName().toString()::endsWith))
                    .sorted()
                    .map(GoldFile::new)
                    .toList();
            if (found.isEmpty()) {
                throw new BadGoldException("--gold must be a directory with files whose names end in "
                        + String.join(", ", endings) + " (there is none in " + path + ")");
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException("directory " + path + " cannot be read", e);
        }
    }

    /** The file's name without endings, such as {@code wiki}. */
    String stem() {
        String name = path.getFileName().toString();
        int dot = name.indexOf('.', 1);
        return dot < 0 ? name : name.substring(0, dot);
    }

    /** The names of its directory and of itself, such as {@code ai/train.txt}: the same wherever the data lie. */
    String shortName() {
        Path absolute = path.toAbsolutePath().normalize();
        return absolute.getParent() == null || absolute.getParent().getFileName() == null
                ? absolute.getFileName().toString()
                : absolute.getParent().getFileName() + "/" + absolute.getFileName();
    }

    /** A line with its number, from 1. */
    interface LineReader {
        void read(String line, int number);
    }

    void lines(LineReader reader) {
        read(Integer.MAX_VALUE, reader);
    }

    /** The first lines, to know the format by. */
    List<String> beginning() {
        List<String> lines = new ArrayList<>();
        read(FIRST_LINES, (line, number) -> lines.add(line));
        return lines;
    }

    private void read(int most, LineReader reader) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(open(), StandardCharsets.UTF_8))) {
            int number = 0;
            for (String line = lines.readLine(); line != null && number < most; line = lines.readLine()) {
                reader.read(line, ++number);
            }
        } catch (IOException e) {
            throw new BadGoldException("file " + path + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** The whole file as one JSON value. */
    JsonNode json() {
        try (InputStream in = open()) {
            return JSON.readTree(in);
        } catch (JsonProcessingException e) {
            throw new BadGoldException("file " + path + " must be JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new BadGoldException("file " + path + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** A line as a JSON object. */
    JsonNode json(String line, int number) {
        try {
            JsonNode value = JSON.readTree(line);
            if (!value.isObject()) {
                throw bad("line " + number, "must be a JSON object", line);
            }
            return value;
        } catch (JsonProcessingException e) {
            throw new BadGoldException(
                    "file " + path + ", line " + number + ", must be JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** A text that must be there. */
    String text(JsonNode from, String field, String where) {
        return required(from, field, where, JsonNode::isTextual, "must be a text")
                .textValue();
    }

    /** A number that must be there. */
    int number(JsonNode from, String field, String where) {
        return required(from, field, where, JsonNode::isInt, "must be an integer")
                .intValue();
    }

    private JsonNode required(JsonNode from, String field, String where, Predicate<JsonNode> is, String rule) {
        JsonNode value = from.path(field);
        if (!is.test(value)) {
            throw bad(where + ", field " + field, rule, value.toString());
        }
        return value;
    }

    /** What is wrong, and where. */
    BadGoldException bad(String where, String rule, String got) {
        String shown = got.length() <= 120 ? got : got.substring(0, 120) + "…";
        return new BadGoldException(
                "file " + path + ", " + where + ", " + rule + " (got " + (shown.isEmpty() ? "nothing" : shown) + ")");
    }

    private InputStream open() throws IOException {
        InputStream in = Files.newInputStream(path);
        try {
            String name = path.getFileName().toString();
            return name.endsWith(".xz")
                    ? new XZInputStream(in, XZ_KILOBYTES)
                    : name.endsWith(".gz") ? new GZIPInputStream(in) : in;
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }
}
