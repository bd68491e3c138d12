package io.knowstream.job.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The beginnings of some documents of the demo, in a file.
 *
 * @param file where they are
 * @param ids of the documents
 */
record DemoSample(InputFile file, List<String> ids) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Writes the first documents, of each its beginning. */
    static DemoSample write(Path path, SampleArguments size) throws IOException {
        List<String> lines = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        for (String line : DemoDocuments.lines()) {
            if (ids.size() < size.documents()) {
                ObjectNode document = (ObjectNode) JSON.readTree(line);
                document.put("content", size.beginning(document.get("content").textValue()));
                ids.add(document.get("id").textValue());
                lines.add(document.toString());
            }
        }
        Files.write(path, lines);
        return new DemoSample(new InputFile(path, "demo documents"), ids);
    }
}
