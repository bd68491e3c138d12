package io.knowstream.job.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.knowstream.job.kafka.DeadLetter;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * Keeps the reasons of rejected lines in files of a directory, at least once; they are read back by line. A document that
 * is in the graph, if only in part, has a line of its own and is left out.
 */
final class RejectionSink implements Sink<DeadLetter> {

    private static final long serialVersionUID = 1L;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String directory;

    /** The directory must exist and be seen by all tasks. */
    RejectionSink(Path directory) {
        this.directory = directory.toString();
    }

    /** A rejected line: {@code {"line","documentId","error":{"stage","reason"}}}. */
    record Rejection(long line, String documentId, String stage, String reason) {

        String toJson() {
            var json = JSON.createObjectNode().put("line", line).put("documentId", documentId);
            json.putObject("error").put("stage", stage).put("reason", reason);
            return json.toString();
        }

        private static Rejection of(JsonNode json) {
            return new Rejection(
                    json.get("line").longValue(),
                    json.get("documentId").textValue(),
                    json.get("error").get("stage").textValue(),
                    json.get("error").get("reason").textValue());
        }
    }

    @Override
    public SinkWriter<DeadLetter> createWriter(WriterInitContext context) throws IOException {
        Path file = Path.of(directory, context.getTaskInfo().getIndexOfThisSubtask() + ".jsonl");
        return new Writer(Files.newBufferedWriter(
                file, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    }

    private record Writer(BufferedWriter out) implements SinkWriter<DeadLetter> {

        @Override
        public void write(DeadLetter letter, Context context) throws IOException {
            if (!letter.ofRecord()) {
                return;
            }
            out.write(new Rejection(letter.offset(), letter.documentId(), letter.stage(), letter.reason()).toJson());
            out.write('\n');
        }

        @Override
        public void flush(boolean endOfInput) throws IOException {
            out.flush();
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }

    /** The rejections by line, each once. */
    static Map<Long, Rejection> read(Path directory) throws IOException {
        Map<Long, Rejection> byLine = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.jsonl")) {
            for (Path file : files) {
                for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                    Rejection rejection = Rejection.of(JSON.readTree(line));
                    byLine.put(rejection.line(), rejection);
                }
            }
        }
        return byLine;
    }
}
