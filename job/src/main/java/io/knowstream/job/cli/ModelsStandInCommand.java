package io.knowstream.job.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.knowstream.inference.catalogue.ModelCatalogue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code models stand-in}: random weights in the place of a model. */
@Command(
        name = "stand-in",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Writes models of the same shapes with random weights in the place of language models that are not installed, so"
                    + " that time and memory can be measured before anything is pulled. What they answer means nothing;"
                    + " 'models remove' removes them.",
            ""
        })
final class ModelsStandInCommand implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Parameters(paramLabel = "NAME", arity = "1..*", description = "The models; 'models list' lists them.")
    private List<String> names;

    @Mixin
    private ModelArguments arguments;

    @Override
    public Integer call() throws Exception {
        ModelCatalogue catalogue = ModelArguments.catalogue(arguments.settings());
        ModelArguments.requireKnown(catalogue, names);
        try (Terminal terminal = Terminal.open()) {
            for (String name : names) {
                Path folder = catalogue
                        .directory(name)
                        .orElseThrow(() -> new UsageException(name + " ships inside and needs no stand-in"));
                if (Files.exists(folder)) {
                    throw new UsageException(folder + " exists; 'models remove " + name + "' removes it");
                }
                terminal.show("writing %s", name);
                StandInModels.write(catalogue.card(name), folder);
                terminal.close();
                System.out.println(
                        arguments.json()
                                ? JSON.createObjectNode()
                                        .put("name", name)
                                        .put("directory", folder.toString())
                                        .toString()
                                : name + ": random weights written to " + folder);
            }
        }
        return 0;
    }
}
