package io.knowstream.job.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.knowstream.job.kafka.DocumentLines.Outcome;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DocumentLinesTest {

    @Test
    void saysWhatTheJobWillMakeOfEveryLine() throws Exception {
        String file =
                """
                {"id":"a","content":"x"}

                {"id":"a","content":""}
                nothing
                {"id":"a","deleted":true}""";
        List<String> lines = new ArrayList<>();
        try (DocumentLines documents = new DocumentLines(
                new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8)), new DocumentLimits(1024, 0))) {
            for (DocumentLines.Line line = documents.read(); line != null; line = documents.read()) {
                lines.add(line.number() + " " + line.documentId() + " " + line.outcome());
            }
        }
        assertThat(lines)
                .containsExactly(
                        "1 a " + Outcome.UPSERT,
                        "3 a " + Outcome.REJECTED,
                        "4 null " + Outcome.REJECTED,
                        "5 a " + Outcome.DELETE);
    }
}
