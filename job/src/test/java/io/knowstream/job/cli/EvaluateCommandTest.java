package io.knowstream.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is refused before the job runs; {@link EvaluateITCase} runs it. */
class EvaluateCommandTest {

    @TempDir
    private Path folder;

    @Test
    void needsToKnowWhat() {
        CommandLineRun run = CommandLineRun.of("evaluate");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err())
                .contains("Missing required subcommand", "  entities", "  relations", "  coreference", "  calibration")
                .contains("  retrieval");
    }

    @Test
    void refusesFormatsThatDoNotSayWhatIsMeasured() throws Exception {
        Path tweets = Files.writeString(folder.resolve("a.conll"), "IBM\tB-ORG\n");
        refused(
                "one of [docred, knowledgenet, tekgen, fewrel] (got broad-twitter)",
                "relations",
                "--gold",
                tweets.toString());
        refused("[docred, gum] (got broad-twitter)", "coreference", "--gold", tweets.toString());
        refused("one of [text] (got broad-twitter)", "retrieval", "--gold", tweets.toString());
        refused("(got broad-twitter)", "calibration", "--of", "relations", "--gold", tweets.toString());
        refused("--format must be one of [docred,", "entities", "--gold", tweets.toString(), "--format", "tweets");
    }

    @Test
    void refusesWhatLeavesNothing() throws Exception {
        String tweets =
                Files.writeString(folder.resolve("a.conll"), "IBM\tB-ORG\n").toString();
        refused("of 1 in [" + tweets + "] they leave none", "entities", "--gold", tweets, "--held-out");
        Path ids = Files.writeString(folder.resolve("ids"), "another\n\n");
        refused("they leave none", "entities", "--gold", tweets, "--ids", ids.toString());
        refused(
                "--ids must be a file that may be read (got no/file)",
                "entities",
                "--gold",
                tweets,
                "--ids",
                "no/file");
        refused("--documents must be at least 1 (got 0)", "entities", "--gold", tweets, "--documents", "0");
        refused("--samples must be at least 1 (got 0)", "entities", "--gold", tweets, "--samples", "0");
        refused("--gold must be a file or a directory that may be read (got no/gold)", "entities", "--gold", "no/gold");
        Path plain = Files.writeString(
                folder.resolve("d.json"), "[{\"title\": \"x\", \"sents\": [[\"a\"]], \"vertexSet\": []}]");
        refused("--gold must have annotated relations (there are none in", "relations", "--gold", plain.toString());
    }

    @Test
    void refusesTextsThatHaveNoQueries() throws Exception {
        Path text = Files.writeString(folder.resolve("t.jsonl"), "{\"id\": \"1\", \"text\": \"Short. So. Is. It.\"}\n");
        refused("three sentences, one of them of eight words", "retrieval", "--gold", text.toString());
        refused("--pool must be at least 1 (got 0)", "retrieval", "--gold", text.toString(), "--pool", "0");
    }

    private static void refused(String message, String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "evaluate";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        CommandLineRun run = CommandLineRun.of(all);
        assertThat(run.err()).contains(message);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
    }
}
