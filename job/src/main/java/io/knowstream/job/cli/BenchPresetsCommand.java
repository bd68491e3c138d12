package io.knowstream.job.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.knowstream.inference.catalogue.ModelCatalogue;
import io.knowstream.inference.catalogue.ModelKind;
import io.knowstream.job.config.CatalogueSettings;
import io.knowstream.job.config.EffectiveConfiguration;
import io.knowstream.job.config.JobConfig;
import io.knowstream.job.config.ModelOptions;
import io.knowstream.job.config.Preset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench presets}: what each configuration takes here. */
@Command(
        name = "presets",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Runs the whole job with each preset whose models are installed and whose budget the machine has, over documents"
                    + " of the demo, one after the other, and prints time, memory and quality beside what the performance"
                    + " tuning guide expects of such a configuration. The time is that of the job divided by its documents:"
                    + " loading the models and the last checkpoint are in it.",
            ""
        })
final class BenchPresetsCommand implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The guide's table of performance characteristics, by the presets that belong to each of its configurations. */
    private static final Map<String, String> GUIDE = Map.of(
            "speed", "1-3 s, 200-500 MB, 0.6-0.7",
            "balanced", "3-6 s, 1-2 GB, 0.7-0.8",
            "quality", "5-15 s, 2-8 GB, 0.8-0.95",
            "server", "5-15 s, 2-8 GB, 0.8-0.95",
            "memory", "2-8 s, 200 MB-1 GB, 0.5-0.7",
            "container", "2-8 s, 200 MB-1 GB, 0.5-0.7",
            "edge", "2-8 s, 200 MB-1 GB, 0.5-0.7",
            "builtin", "-");

    @Option(
            names = "--preset",
            paramLabel = "NAME",
            description = "Only these; can be repeated. Default: all that fit.")
    private List<String> presets = new ArrayList<>(Preset.NAMES);

    @Option(
            names = "--stand-ins",
            description =
                    "Random weights stand in for models that are not installed: time and memory are true then, what is"
                            + " found is not. Written for this run only; the 1.7B shape takes a minute and 1 GB of disk.")
    private boolean standIns;

    @Mixin
    private final SampleArguments size = new SampleArguments(4, 2_000);

    @Option(
            names = "--parallelism",
            defaultValue = "1",
            paramLabel = "N",
            description = "Parallelism of the job. Default: 1.")
    private int parallelism;

    @Option(names = "--json", description = "Prints JSON, an object a preset.")
    private boolean json;

    @Mixin
    private Verbosity verbosity;

    @Override
    public Integer call() throws Exception {
        try (WorkDirectory work = WorkDirectory.create();
                Terminal terminal = Terminal.open()) {
            Map<String, String> settings = new LinkedHashMap<>();
            if (standIns) {
                settings.put("models.directory", work.directory("models").toString());
            }
            DemoSample sample = DemoSample.write(work.path().resolve("documents.jsonl"), size);
            for (String preset : presets) {
                settings.put("preset", preset);
                settings.put(
                        "index.path",
                        work.path().resolve(preset).resolve("index").toString());
                String unfit = prepare(settings, terminal);
                if (unfit != null) {
                    terminal.close();
                    skip(preset, unfit);
                    continue;
                }
                JobConfig config = JobConfig.of(EffectiveConfiguration.load(BoundedRun.DEFAULTS, null, settings));
                Path directory = work.directory(preset);
                Files.createDirectories(directory.resolve("rejections"));
                PresetRun.Result result =
                        new PresetRun(config, sample.file(), sample.ids()).run(directory, parallelism, terminal);
                terminal.close();
                print(preset, config, result);
            }
        }
        return 0;
    }

    /** Writes stand-ins where they are wanted; says why a preset cannot be run here, or null where it can. */
    private String prepare(Map<String, String> settings, Terminal terminal) throws IOException {
        EffectiveConfiguration effective = EffectiveConfiguration.load(BoundedRun.DEFAULTS, null, settings);
        long budget = effective.get(ModelOptions.BUDGET).getBytes();
        long free = MachineMemory.available();
        if (budget > free) {
            return "its budget of " + ByteCount.text(budget) + " is more than the " + ByteCount.text(free)
                    + " free here";
        }
        ModelCatalogue catalogue = ModelCatalogue.of(CatalogueSettings.of(effective));
        List<String> missing = new ArrayList<>();
        for (var role : List.of(ModelOptions.ENTITY, ModelOptions.RELATIONSHIP, ModelOptions.ANALYSIS)) {
            String model = effective.get(role);
            if (catalogue.names().contains(model)
                    && catalogue.card(model).kind() == ModelKind.CAUSAL_LM
                    && !catalogue.isInstalled(model)
                    && !missing.contains(model)) {
                missing.add(model);
            }
        }
        if (!missing.isEmpty() && !standIns) {
            return "not installed: " + String.join(", ", missing) + " (--stand-ins measures without them)";
        }
        for (String model : missing) {
            terminal.show("writing random weights for %s", model);
            StandInModels.writeMissing(catalogue, model);
        }
        return null;
    }

    private void skip(String preset, String why) {
        if (json) {
            System.out.println(JSON.createObjectNode().put("preset", preset).put("skipped", why));
        } else {
            System.out.printf(Locale.ROOT, "%-10s skipped: %s%n", preset, why);
        }
    }

    private void print(String preset, JobConfig config, PresetRun.Result result) {
        double seconds = result.elapsed().toNanos() / 1e9 / Math.max(1, result.documents());
        long budget = config.models().budget();
        if (json) {
            ObjectNode out = JSON.createObjectNode()
                    .put("preset", preset)
                    .put("randomWeights", standIns && !preset.equals("builtin"))
                    .put("documents", result.documents())
                    .put("secondsPerDocument", seconds)
                    .put("budgetBytes", budget)
                    .put("highestUsedBytes", result.highestUsed())
                    .put("highestResidentBytes", result.highestResident())
                    .put("highestModels", result.highestModels())
                    .put("guide", GUIDE.get(preset));
            result.quality().ifPresentOrElse(q -> out.put("quality", q), () -> out.putNull("quality"));
            System.out.println(out);
            return;
        }
        System.out.printf(
                Locale.ROOT,
                "%-10s %6.2f s a document, %5.0f of %,6.0f MB, %d models at a time, quality %s; guide: %s%s%n",
                preset,
                seconds,
                result.highestUsed() / 1e6,
                budget / 1e6,
                result.highestModels(),
                result.quality().isPresent()
                        ? String.format(Locale.ROOT, "%.2f", result.quality().getAsDouble())
                        : "off",
                GUIDE.get(preset),
                standIns && !preset.equals("builtin") ? " (random weights)" : "");
    }
}
