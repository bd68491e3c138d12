package io.knowstream.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.knowstream.inference.catalogue.ModelCatalogue;
import io.knowstream.inference.decoder.RandomDecoder;
import io.knowstream.job.config.EffectiveConfiguration;
import io.knowstream.job.config.InvalidConfigurationException;
import io.knowstream.job.config.JobConfig;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code models …}, with a tiny model under the name of a language model. */
class ModelsCommandTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NAME = "smollm_135m";
    private static final String REPOSITORY = "HuggingFaceTB/SmolLM-135M";
    private static final String WEIGHTS = "onnx/model_q4.onnx_data";

    @TempDir
    private Path directory;

    /** Where models are installed. */
    private Path models;
    /** The files of a tiny model, as a hub has them. */
    private Path tiny;

    @BeforeEach
    void writeTheTinyModel() throws IOException {
        models = directory.resolve("models");
        tiny = directory.resolve("tiny");
        new RandomDecoder(RandomDecoder.Size.TINY, RandomDecoder.Weights.FOUR_BITS, 7)
                .write(tiny, "onnx/model_q4.onnx", StandInModels.tokenizer());
        Files.writeString(tiny.resolve("README.md"), "not needed");
    }

    @Test
    void listsAllModelsInATable() {
        CommandLineRun run = models("list");
        assertThat(run.code()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.lines().get(0)).startsWith("name ").endsWith("best for");
        List<String> names = ModelCatalogue.builtIn().names();
        assertThat(run.lines().stream().filter(line -> line.contains(" built in ")))
                .extracting(line -> line.split(" ")[0])
                .isEqualTo(names);
        assertThat(row(run, "smollm_1_7b"))
                .matches("smollm_1_7b +causal-lm +entity,relationship,analysis +no +1.7B +~1.6 GB \\(3.5 GB\\) +slow"
                        + " +best +Research, high-quality");
        assertThat(run.out()).endsWith("models are installed in " + models + System.lineSeparator());
        assertThat(models).doesNotExist();
    }

    @Test
    void listsAnObjectALine() throws Exception {
        List<JsonNode> list = objects(models("list", "--json"));
        assertThat(list)
                .extracting(each -> each.get("name").textValue())
                .contains("smollm2_135m", "smollm2_360m", "smollm_1_7b", NAME)
                .contains("smollm_135m_instruct", "smollm_360m_instruct", "all-minilm-l6-v2", "bert-base-ner")
                .doesNotHaveDuplicates();
        for (JsonNode each : list) {
            assertThat(each.get("installed")).as("%s", each).isEqualTo(each.get("builtIn"));
            assertThat(each.get("roles").isEmpty())
                    .as("%s", each)
                    .isEqualTo(each.get("task").asText().equals("syntax"));
        }
        JsonNode card = list.stream()
                .filter(each -> each.get("name").textValue().equals("smollm2_135m"))
                .findFirst()
                .orElseThrow();
        assertThat(card.get("repository").textValue()).isEqualTo("HuggingFaceTB/SmolLM2-135M");
        assertThat(card.get("onnxRepository").textValue()).isEqualTo("onnx-community/SmolLM2-135M-ONNX");
        assertThat(card.get("directory").textValue())
                .isEqualTo(models.resolve("smollm2_135m").toString());
        assertThat(card.get("parameters").longValue()).isEqualTo(135_000_000);
        assertThat(card.get("guideMemoryBytes").longValue()).isEqualTo(300_000_000);
        assertThat(card.at("/quantizations/0/name").textValue()).isEqualTo("q4");
    }

    @ParameterizedTest
    @ValueSource(strings = {"check", "pull", "remove", "stand-in"})
    void refusesUnknownNamesBeforeAnythingIsDone(String command) {
        CommandLineRun run = models(command, NAME, "smollm_136m");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .startsWith("knowstream models " + command + ": there is no model smollm_136m; there are"
                        + " knowstream-entities, knowstream-relations, knowstream-syntax, knowstream-embedding,"
                        + " smollm2_135m, ");
        assertThat(models).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({"pull, there is nothing to install", "remove, it cannot be removed", "stand-in, it needs no stand-in"})
    void leavesTheBuiltInModelsAlone(String command, String why) {
        CommandLineRun run = models(command, "knowstream-relations");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err().strip())
                .isEqualTo("knowstream models " + command + ": model knowstream-relations is built in: " + why);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        pull smollm_135m --quantization q9         | model smollm_135m has no quantization q9; it has q4, int8, fp16, fp32
        pull smollm_135m --from /nowhere-at-all    | --from must be a directory (there is none at /nowhere-at-all)
        pull smollm_135m --from . --hub http://h   | --hub and --from exclude each other
        pull smollm_135m --hub ftp://h             | models.hub must be an address such as https://huggingface.co (got ftp://h)
        stand-in all-minilm-l6-v2                  | only language models have stand-ins (all-minilm-l6-v2 is of kind encoder for embedding)
        list --set models.directory=               | models.directory must name a directory (got '')
        list --set models.catalogue=/nowhere/x     | models.catalogue must be a file, or lines of YAML (/nowhere/x cannot be read
        check --preset nonsense                    | there is no preset nonsense
        """)
    void exitsWith2WhereTheCommandLineCannotBe(String line, String why) {
        CommandLineRun run = models(line.split(" "));
        assertThat(run.err()).startsWith("knowstream models " + line.split(" ")[0] + ": " + why);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
    }

    @Test
    void pullsFromAHubChecksAndRemoves() throws Exception {
        assertRefused("models.entity=" + NAME, "'./knowstream models pull " + NAME + "' installs them");
        try (TestingHub hub = new TestingHub(REPOSITORY, tiny)) {
            CommandLineRun run = models("pull", NAME, "--hub", hub.address());
            assertThat(run.err()).isEmpty();
            assertThat(run.code()).isZero();
            assertThat(run.out())
                    .matches(NAME + ": installed, onnx/model_q4.onnx, .* [kM]B \\(" + hub.address() + "/" + REPOSITORY
                            + " \\(main\\)\\)\\R");
            assertThat(hub.requests())
                    .containsExactlyInAnyOrder("onnx/model_q4.onnx", WEIGHTS, "config.json", "tokenizer.json");

            JsonNode again = object(models("pull", NAME, "--json", "--set", "models.hub=" + hub.address()));
            assertThat(again.get("wasInstalled").booleanValue()).isTrue();
            assertThat(again.get("transferredBytes").longValue()).isZero();
            assertThat(again.get("bytes").longValue()).isEqualTo(bytes(tiny) - Files.size(tiny.resolve("README.md")));
            assertThat(hub.requests()).hasSize(4);
        }
        assertThat(models.resolve(NAME).resolve(WEIGHTS)).hasSameBinaryContentAs(tiny.resolve(WEIGHTS));
        assertThat(row(models("list"), NAME)).contains(" yes ");
        assertThat(models("check").lines())
                .containsExactlyInAnyOrder(
                        "knowstream-entities: sound",
                        "knowstream-relations: sound",
                        "knowstream-syntax: sound",
                        "knowstream-embedding: sound",
                        NAME + ": sound");
        assertThat(load().models().entity()).isEqualTo(NAME);

        JsonNode removed = object(models("remove", NAME, "--json"));
        assertThat(removed.get("freedBytes").longValue()).isGreaterThanOrEqualTo(Files.size(tiny.resolve(WEIGHTS)));
        assertThat(models.resolve(NAME)).doesNotExist();
        assertRefused("models.entity=" + NAME);
        CommandLineRun twice = models("remove", NAME);
        assertThat(twice.code()).isEqualTo(1);
        assertThat(twice.err()).contains("model " + NAME + " is not installed in " + models);
    }

    @Test
    void pullsFromADirectory() throws Exception {
        JsonNode pulled = object(models("pull", NAME, "--json", "--from", tiny.toString()));
        assertThat(pulled.get("wasInstalled").booleanValue()).isFalse();
        assertThat(pulled.get("origin").textValue()).isEqualTo(tiny.toString());
        assertThat(pulled.get("directory").textValue())
                .isEqualTo(models.resolve(NAME).toString());
        assertThat(object(models("check", NAME, "--json")).get("sound").booleanValue())
                .isTrue();
        CommandLineRun again = models("pull", NAME, "--from", tiny.toString());
        assertThat(again.out()).startsWith(NAME + ": already installed and intact, onnx/model_q4.onnx (" + tiny);
        assertThat(load().models().entity()).isEqualTo(NAME);
    }

    @Test
    void installsNothingOfWhatAHubOrADirectoryDoesNotHave() throws Exception {
        Files.delete(tiny.resolve("tokenizer.json"));
        try (TestingHub hub = new TestingHub(REPOSITORY, tiny)) {
            CommandLineRun incomplete = models("pull", NAME, "--hub", hub.address());
            assertThat(incomplete.code()).isEqualTo(1);
            assertThat(incomplete.err()).contains(REPOSITORY + " (main) has no tokenizer.json");
            CommandLineRun other = models("pull", "smollm_1_7b", "--hub", hub.address());
            assertThat(other.code()).isEqualTo(1);
            assertThat(other.err()).contains("HTTP 404");
        }
        CommandLineRun empty = models(
                "pull", NAME, "--from", models.getParent().resolve("models").toString());
        assertThat(empty.code()).isEqualTo(1);
        assertThat(empty.err()).contains("there is no config.json in");
        assertThat(row(models("list"), NAME)).contains(" no ");
    }

    @Test
    void goesOnWhereAPullWasInterrupted() throws Exception {
        Thread command = Thread.currentThread();
        int half = (int) Files.size(tiny.resolve(WEIGHTS)) / 2;
        try (TestingHub hub = new TestingHub(REPOSITORY, tiny)) {
            hub.half(file -> {
                if (file.equals(WEIGHTS)) {
                    awaitPart(half);
                    command.interrupt();
                    return true;
                }
                return false;
            });
            CommandLineRun run = models("pull", NAME, "--hub", hub.address());
            assertThat(run.err().strip()).isEqualTo("interrupted");
            assertThat(run.code()).isEqualTo(1);
            assertThat(models.resolve(NAME)).doesNotExist();
            assertThat(row(models("list"), NAME)).contains(" no ");

            hub.half(file -> false);
            JsonNode pulled = object(models("pull", NAME, "--json", "--hub", hub.address()));
            assertThat(pulled.get("transferredBytes").longValue()).isEqualTo(Files.size(tiny.resolve(WEIGHTS)) - half);
            assertThat(hub.requests()).last().isEqualTo(WEIGHTS + " bytes=" + half + "-");
        }
        assertThat(models("check", NAME).out().strip()).isEqualTo(NAME + ": sound");
    }

    /** Waits until the first half of the weights has been written. */
    private void awaitPart(long bytes) throws IOException {
        Path folder = models.resolve(".pull-" + NAME).resolve("onnx");
        while (!Thread.currentThread().isInterrupted()) {
            try (var parts = Files.newDirectoryStream(folder, "*.part")) {
                for (Path part : parts) {
                    if (Files.size(part) == bytes) {
                        return;
                    }
                }
            }
            Thread.onSpinWait();
        }
    }

    @Test
    void saysWhatIsWrongWithAModel() throws Exception {
        assertThat(models("pull", NAME, "--from", tiny.toString()).code()).isZero();
        Path folder = models.resolve(NAME);
        Files.delete(folder.resolve("tokenizer.json"));
        CommandLineRun run = models("check", NAME);
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.lines()).contains(NAME + ": there is no tokenizer.json");
        JsonNode check = JSON.readTree(models("check", NAME, "--json").out());
        assertThat(check.get("sound").booleanValue()).isFalse();
        assertThat(check.get("faults")).anyMatch(fault -> fault.textValue().equals("there is no tokenizer.json"));
        assertThat(row(models("list"), NAME)).contains(" broken ");
        assertRefused("Of these, model " + NAME + ": " + folder + " has no tokenizer.json");

        assertThat(models("pull", NAME, "--from", tiny.toString()).out()).startsWith(NAME + ": installed");
        Files.writeString(folder.resolve("config.json"), "{}");
        assertThat(models("check").lines()).anyMatch(line -> line.startsWith(NAME + ": config.json has 2 bytes"));
    }

    @Test
    void anEncoderThatReadsWordPiecesNeedsItsTokenizer() throws Exception {
        Path folder = Files.createDirectories(models.resolve("bert-base-ner"));
        Files.writeString(folder.resolve("config.json"), "{\"model_type\": \"bert\"}");
        Files.copy(tiny.resolve("onnx/model_q4.onnx"), folder.resolve("model.onnx"));
        CommandLineRun run = models("check", "bert-base-ner", "--no-load");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.lines()).contains("bert-base-ner: there is no tokenizer.json");
    }

    @Test
    void loadsModelsWhereItIsNotToldOtherwise() throws Exception {
        Path weights = tiny.resolve(WEIGHTS);
        try (FileChannel channel = FileChannel.open(weights, StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() / 2);
        }
        assertThat(models("pull", NAME, "--from", tiny.toString()).code()).isZero();
        assertThat(models("check", NAME, "--no-load").code()).isZero();
        CommandLineRun run = models("check", NAME);
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).startsWith(NAME + ": ").doesNotContain("sound");
    }

    @Test
    void aStandInIsSaidToBeOneAndGivesWayToTheModel() throws Exception {
        JsonNode written = object(models("stand-in", NAME, "--json"));
        assertThat(written.get("directory").textValue())
                .isEqualTo(models.resolve(NAME).toString());
        assertThat(written.get("wasInstalled").booleanValue()).isFalse();
        assertThat(models("stand-in", NAME).out().strip())
                .isEqualTo(NAME + ": random weights are already in " + models.resolve(NAME));
        assertThat(row(models("list"), NAME)).contains(" stand-in ");
        assertThat(models("check", NAME).out().strip()).isEqualTo(NAME + ": sound, but its weights are random");
        assertThat(load().standIns()).containsExactly(NAME);
        CommandLineRun copied =
                models("pull", "smollm2_135m", "--from", models.resolve(NAME).toString());
        assertThat(copied.code()).isEqualTo(1);
        assertThat(copied.err()).contains("is a stand-in with random weights");

        assertThat(models("pull", NAME, "--from", tiny.toString()).out()).startsWith(NAME + ": installed");
        assertThat(row(models("list"), NAME)).contains(" yes ");
        assertThat(load().standIns()).isEmpty();
        CommandLineRun over = models("stand-in", NAME);
        assertThat(over.code()).isEqualTo(1);
        assertThat(over.err()).contains(models.resolve(NAME) + " exists; 'models remove " + NAME + "' removes it");
    }

    @Test
    void knowsTheModelsOfTheUser() throws Exception {
        Path own = Files.writeString(
                directory.resolve("own.yaml"),
                """
                models:
                  mine: {kind: causal-lm, directory: %s}
                  odd: {kind: causal-lm, parameters: 200M}
                """
                        .formatted(tiny));
        String catalogue = "models.catalogue=" + own;
        assertThat(row(models("list", "--set", catalogue), "mine")).contains(" yes ");
        assertThat(models("check", "mine", "--set", catalogue).out().strip()).isEqualTo("mine: sound");
        CommandLineRun removed = models("remove", "mine", "--set", catalogue);
        assertThat(removed.code()).isEqualTo(1);
        assertThat(removed.err()).contains("lies in a directory of its own, " + tiny + ", which is left alone");
        assertThat(tiny.resolve("config.json")).exists();
        CommandLineRun odd = models("stand-in", "odd", "--set", catalogue);
        assertThat(odd.code()).isEqualTo(2);
        assertThat(odd.err()).contains("there are stand-ins of 135M, 360M and 1.7B parameters (odd has 200M)");
        CommandLineRun nowhere = models("pull", "odd", "--set", catalogue);
        assertThat(nowhere.code()).isEqualTo(1);
        assertThat(nowhere.err()).contains("model odd has no repository in the catalogue to pull it from");
    }

    /** A command on models that are installed in this test's directory. */
    private CommandLineRun models(String... arguments) {
        List<String> line = new ArrayList<>(List.of("models", arguments[0], "--set", "models.directory=" + models));
        line.addAll(List.of(arguments).subList(1, arguments.length));
        return CommandLineRun.of(line.toArray(String[]::new));
    }

    /** The configuration of a job whose entities the tiny model finds. */
    private JobConfig load() {
        return JobConfig.of(EffectiveConfiguration.load(
                null,
                Map.of(
                        "models.directory",
                        models.toString(),
                        "models.entity",
                        NAME,
                        "models.budget",
                        "1 gb",
                        "index.path",
                        "/index")));
    }

    private void assertRefused(String... why) {
        Assertions.assertThatThrownBy(this::load)
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContainingAll(why);
    }

    private static String row(CommandLineRun list, String name) {
        return list.lines().stream()
                .filter(line -> line.startsWith(name + " "))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode object(CommandLineRun run) throws IOException {
        assertThat(run.code()).as(run.err()).isZero();
        List<JsonNode> objects = objects(run);
        assertThat(objects).hasSize(1);
        return objects.get(0);
    }

    private static List<JsonNode> objects(CommandLineRun run) throws IOException {
        List<JsonNode> objects = new ArrayList<>();
        for (String line : run.lines()) {
            objects.add(JSON.readTree(line));
        }
        return objects;
    }

    private static long bytes(Path folder) throws IOException {
        try (var walk = Files.walk(folder)) {
            return walk.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }
}
