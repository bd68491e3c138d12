package io.knowstream.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.knowstream.graph.Document;
import io.knowstream.graph.FailedDocument;
import io.knowstream.job.kafka.DeadLetter;
import io.knowstream.job.kafka.RawRecord;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RejectionSinkTest {

    @TempDir
    private Path directory;

    @Test
    void keepsRejectedLinesAndNoDocumentThatIsInTheGraph() throws Exception {
        DeadLetter rejected =
                DeadLetter.of(new RawRecord("docs.jsonl", 0, 7, null, new byte[] {'x'}), "decode", "no JSON", null, 10);
        DeadLetter failed = DeadLetter.of(
                new FailedDocument(new Document("d", null, "x", null, null), "extraction", "refused"),
                "documents",
                100);
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.createLocalEnvironment(1);
        environment
                .fromData(TypeInformation.of(DeadLetter.class), rejected, failed, rejected)
                .sinkTo(new RejectionSink(directory));
        environment.execute();

        assertThat(List.copyOf(RejectionSink.read(directory).values()))
                .containsExactly(new RejectionSink.Rejection(7, null, "decode", "no JSON"));
    }
}
