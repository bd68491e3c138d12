package io.knowstream.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.knowstream.job.process.FreePorts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiagnoseConfigTest {

    private static final String MODEL = "smollm2_135m";

    @TempDir
    private Path directory;

    @Test
    void showsWhereKeysComeFrom() throws Exception {
        Path file = Files.writeString(directory.resolve("job.yaml"), "chunking.max: 512\n");
        CommandLineRun run = diagnose("--config", file.toString(), "-D", "models.budget=600 mb");
        assertThat(run.out())
                .contains("chunking.max", "512 (" + file + ")", "600 mb (command line)", "keys of")
                .contains("model knowstream-entities", "models.entity, sound")
                .doesNotContain("ERROR", "(local command)");
    }

    @Test
    void namesAKeyThatThereIsNotAndTheOneThatWasMeant() {
        CommandLineRun run = diagnose("-D", "models.bugdet=600 mb");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out())
                .contains(
                        "ERROR config.invalid: unknown key models.bugdet (command line); the nearest is models.budget.");
    }

    @Test
    void namesTheFileThatAModelLacks() throws Exception {
        String models = "models.directory=" + directory;
        assertThat(diagnose("-D", models, "-D", "models.entity=" + MODEL).out())
                .contains("ERROR config.model-missing: model " + MODEL
                        + " (models.entity) is not installed: there is no " + directory.resolve(MODEL));
        assertThat(CommandLineRun.of("models", "stand-in", MODEL, "-D", models).code())
                .isZero();
        assertThat(diagnose("-D", models, "-D", "models.entity=" + MODEL).out())
                .contains("WARNING config.stand-in: model " + MODEL
                        + " has random weights: what it finds means nothing.");
        assertThat(diagnose("-D", models, "-D", "models.entity=" + MODEL, "-D", "models.budget=260 mb")
                        .out())
                .contains("ERROR config.models-too-large: models that can never be loaded");
        Files.delete(directory.resolve(MODEL).resolve("tokenizer.json"));
        CommandLineRun incomplete = diagnose("-D", models, "-D", "models.entity=" + MODEL);
        assertThat(incomplete.code()).isEqualTo(1);
        assertThat(incomplete.out())
                .contains("ERROR config.model-incomplete: model " + MODEL + " in " + directory.resolve(MODEL)
                        + " is incomplete: there is no tokenizer.json.");
    }

    @Test
    void saysThatTheIndexCannotBeWritten() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));
        assertThat(diagnose("-D", "index.path=" + file.resolve("index")).out())
                .contains("ERROR config.index-path: index.path " + file.resolve("index") + " cannot be written: " + file
                        + " is no directory.");
        assertThat(diagnose("-D", "index.path=file:index").out())
                .contains("ERROR config.index-path: index.path file:index cannot be written: ");
    }

    @Test
    void aClusterThatDoesNotAnswerLeavesTheRestToBeLookedAt() {
        String nobody = "http://127.0.0.1:" + FreePorts.find(1).get(0);
        CommandLineRun run = diagnose("--flink", nobody);
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out())
                .contains("ERROR job.unreachable: nobody listens at " + nobody + ".")
                .contains("model knowstream-entities");
    }

    @Test
    void printsJson() throws Exception {
        JsonNode json = new ObjectMapper()
                .readTree(diagnose("-D", "models.bugdet=1", "--json").out());
        assertThat(json.path("sound").asBoolean(true)).isFalse();
        assertThat(json.at("/findings/0/code").asText()).isEqualTo("config.invalid");
        assertThat(json.at("/findings/0/severity").asText()).isEqualTo("error");
        assertThat(json.at("/findings/0/nextStep").asText()).isNotBlank();
    }

    @Test
    void aJobThatNobodyAnswersForIsSaidInOneSentence() {
        String nobody = "http://127.0.0.1:" + FreePorts.find(1).get(0);
        for (String area : List.of("memory", "speed", "state")) {
            CommandLineRun run = CommandLineRun.of("diagnose", area, "--flink", nobody);
            assertThat(run.code()).isEqualTo(1);
            assertThat(run.out()).contains("ERROR job.unreachable: nobody listens at " + nobody + ".");
        }
    }

    @Test
    void aSavepointThatIsNoneIsSaidInOneSentence() {
        CommandLineRun run = CommandLineRun.of(
                "diagnose",
                "state",
                "--savepoint",
                directory.toString(),
                "-D",
                "index.path=" + directory.resolve("none"));
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out())
                .contains("ERROR state.savepoint-unreadable: " + directory + " cannot be read: ")
                .contains("WARNING state.index-missing: there is no index at " + directory.resolve("none"));
    }

    private static CommandLineRun diagnose(String... more) {
        List<String> arguments = new ArrayList<>(List.of("diagnose", "config"));
        arguments.addAll(List.of(more));
        return CommandLineRun.of(arguments.toArray(String[]::new));
    }
}
