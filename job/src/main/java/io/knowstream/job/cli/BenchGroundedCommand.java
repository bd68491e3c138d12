package io.knowstream.job.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.knowstream.inference.decoder.CausalLm;
import io.knowstream.inference.decoder.DecoderCounters;
import io.knowstream.inference.grounded.PromptStyle;
import io.knowstream.inference.pool.Lease;
import io.knowstream.inference.pool.ModelPool;
import io.knowstream.inference.pool.PoolConfig;
import io.knowstream.metrics.Recorder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench grounded}: how many tokens a language model says in a step. */
@Command(
        name = "grounded",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Extracts documents with one language model in the roles entity and relationship, on one thread, and prints how"
                    + " many tokens it says for each run over them, forced ones included, and how fast it is. With random"
                    + " weights every choice is as good as a coin's.",
            ""
        })
final class BenchGroundedCommand implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long BUDGET = 16L << 30;
    private static final int SEQUENCES = 4;

    @Option(
            names = "--input",
            paramLabel = "FILE",
            description = "Documents, an object with 'content' or 'text' a line. Default: those of the demo.")
    private String input;

    /** One chunk of each. */
    @Mixin
    private final SampleArguments sample = new SampleArguments(50, 1_024);

    @Option(
            names = "--model",
            paramLabel = "DIR",
            description = "A base model in the Hugging Face layout. Default: random weights of the 135M shape.")
    private Path model;

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    @Mixin
    private Verbosity verbosity;

    @Override
    public Integer call() throws Exception {
        try (WorkDirectory work = WorkDirectory.create();
                Terminal terminal = Terminal.open()) {
            List<String> texts = texts(work.path());
            BenchedModel benched = BenchedModel.of(model, BenchModelsCommand.Size.S135M, work.path(), terminal);
            PoolConfig config = new PoolConfig(BUDGET, 1, Duration.ofHours(1), 0, Duration.ZERO, null);
            terminal.show("loading the model");
            try (Lease<ModelPool> pool = ModelPool.shared(config);
                    Lease<CausalLm> lease =
                            pool.value().acquire(benched.loader(), Duration.ofMinutes(10), Recorder.NONE)) {
                terminal.show("extracting %d documents", texts.size());
                GroundedBench.Result result = new GroundedBench(lease.value(), PromptStyle.BASE, SEQUENCES).run(texts);
                terminal.close();
                print(result, benched.name());
            }
        }
        return 0;
    }

    private List<String> texts(Path work) throws IOException, InterruptedException {
        List<String> texts = input == null
                ? DemoDocuments.texts()
                : InputFile.of(input, work).texts(Integer.MAX_VALUE);
        return texts.stream()
                .filter(text -> !text.isBlank())
                .limit(sample.documents())
                .map(sample::beginning)
                .toList();
    }

    private void print(GroundedBench.Result result, String name) {
        ObjectNode out = JSON.createObjectNode()
                .put("model", name)
                .put("documents", result.texts())
                .put("characters", result.characters());
        put(out.putObject("entities"), result.entities());
        put(out.putObject("relationships"), result.relationships());
        DecoderCounters.Sums a = result.entities().counts();
        DecoderCounters.Sums b = result.relationships().counts();
        double all = (double) (a.forced() + a.chosen() + b.forced() + b.chosen()) / Math.max(1, a.steps() + b.steps());
        out.put("tokensPerStep", all);
        if (json) {
            System.out.println(out);
            return;
        }
        System.out.printf(
                Locale.ROOT,
                "%s: %d documents of %,d characters, %d at a time%n",
                name,
                result.texts(),
                result.characters(),
                SEQUENCES);
        for (String role : List.of("entities", "relationships")) {
            JsonNode of = out.get(role);
            System.out.printf(
                    Locale.ROOT,
                    "%-14s %6.2f tokens a step (%,d tokens, %,d steps; %.0f %% of guesses right), %,d found; %,d prompt"
                            + " tokens read, %,d reused; %.1f s%n",
                    role,
                    of.get("tokensPerStep").doubleValue(),
                    of.get("tokens").longValue(),
                    of.get("steps").longValue(),
                    100 * of.get("guessesRight").doubleValue(),
                    of.get("found").longValue(),
                    of.get("promptTokens").longValue(),
                    of.get("reusedTokens").longValue(),
                    of.get("seconds").doubleValue());
        }
        System.out.printf(Locale.ROOT, "%-14s %6.2f tokens a step%n", "both", all);
    }

    private static void put(ObjectNode out, GroundedBench.Role role) {
        DecoderCounters.Sums counts = role.counts();
        out.put("tokensPerStep", counts.tokensPerStep())
                .put("tokens", counts.forced() + counts.chosen())
                .put("chosenTokens", counts.chosen())
                .put("steps", counts.steps())
                .put("guessesRight", (double) counts.accepted() / Math.max(1, counts.proposed()))
                .put("promptTokens", counts.prompt())
                .put("reusedTokens", counts.reused())
                .put("found", role.found())
                .put("seconds", role.seconds());
    }
}
