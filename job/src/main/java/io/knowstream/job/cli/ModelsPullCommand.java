package io.knowstream.job.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.knowstream.inference.catalogue.HubConfig;
import io.knowstream.inference.catalogue.ModelCatalogue;
import io.knowstream.inference.catalogue.ModelHub;
import io.knowstream.inference.catalogue.ModelSource;
import io.knowstream.inference.catalogue.ModelStore;
import io.knowstream.inference.catalogue.OfflineModels;
import io.knowstream.inference.catalogue.PulledModel;
import io.knowstream.job.config.EffectiveConfiguration;
import io.knowstream.job.config.ModelOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code models pull}: installs models. */
@Command(
        name = "pull",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Installs models from a hub, or from a directory at hand. What is stopped goes on where it was when it is done"
                    + " again; what is installed and intact stays. The environment variable HF_TOKEN holds the token for"
                    + " gated models.",
            ""
        })
final class ModelsPullCommand implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Parameters(paramLabel = "NAME", arity = "1..*", description = "The models; 'models list' lists them.")
    private List<String> names;

    @Option(names = "--hub", paramLabel = "URL", description = "The hub, or a mirror of it. Default: models.hub.")
    private String hub;

    @Option(
            names = "--from",
            paramLabel = "DIR",
            description =
                    "A directory of a model, or of models in folders by their names or owner/name; no hub is asked.")
    private Path from;

    @Option(
            names = "--quantization",
            paramLabel = "FORM",
            description = "The form of the weights, e.g. q4. Default: the preferred one of each model.")
    private String quantization;

    @Mixin
    private ModelArguments arguments;

    @Override
    public Integer call() throws Exception {
        EffectiveConfiguration settings = arguments.settings();
        ModelCatalogue catalogue = ModelArguments.catalogue(settings);
        ModelArguments.requireOwn(catalogue, names, "there is nothing to install");
        requireForm(catalogue);
        ModelSource source = source(settings);
        ModelStore store = new ModelStore(catalogue);
        try (Terminal terminal = Terminal.open()) {
            for (String name : names) {
                terminal.show("pulling %s", name);
                PulledModel pulled = store.pull(
                        name,
                        quantization,
                        source,
                        progress -> terminal.show(
                                "pulling %s: %s of %s, %s/s, %s",
                                name,
                                ByteCount.text(progress.bytes()),
                                ByteCount.text(progress.total()),
                                ByteCount.text(progress.bytesPerSecond()),
                                progress.file()));
                terminal.close();
                print(pulled);
            }
        }
        return 0;
    }

    /** Refuses a form that one of the models does not have before another one is pulled. */
    private void requireForm(ModelCatalogue catalogue) {
        try {
            names.forEach(name -> catalogue.card(name).quantization(quantization));
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage());
        }
    }

    private ModelSource source(EffectiveConfiguration settings) {
        if (from != null) {
            if (hub != null) {
                throw new UsageException("--hub and --from exclude each other");
            }
            if (!Files.isDirectory(from)) {
                throw new UsageException("--from must be a directory (there is none at " + from + ")");
            }
            return new OfflineModels(from);
        }
        try {
            return new ModelHub(
                    HubConfig.of(hub == null ? settings.get(ModelOptions.HUB) : hub, System.getenv(HubConfig.TOKEN)));
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage());
        }
    }

    private void print(PulledModel pulled) {
        if (arguments.json()) {
            System.out.println(JSON.createObjectNode()
                    .put("name", pulled.name())
                    .put("directory", pulled.directory().toString())
                    .put("origin", pulled.origin())
                    .put("onnxFile", pulled.onnxFile())
                    .put("bytes", pulled.bytes())
                    .put("transferredBytes", pulled.transferred())
                    .put("wasInstalled", pulled.wasInstalled()));
        } else if (pulled.wasInstalled()) {
            System.out.println(pulled.name() + ": already installed and intact, " + pulled.onnxFile() + " ("
                    + pulled.origin() + ")");
        } else {
            System.out.println(pulled.name() + ": installed, " + pulled.onnxFile() + ", "
                    + ByteCount.text(pulled.bytes()) + " (" + pulled.origin() + ")");
        }
    }
}
