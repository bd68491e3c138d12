package io.knowstream.job.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.knowstream.inference.catalogue.ModelCatalogue;
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
                    + " 'models pull' puts the model itself in their place, 'models remove' removes them.",
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
        names.forEach(name -> StandInModels.require(catalogue.card(name)));
        try (Terminal terminal = Terminal.open()) {
            for (String name : names) {
                terminal.show("writing %s", name);
                boolean written = StandInModels.write(catalogue, name);
                terminal.close();
                print(name, written, catalogue.directory(name).orElseThrow());
            }
        }
        return 0;
    }

    private void print(String name, boolean written, Path folder) {
        if (arguments.json()) {
            System.out.println(JSON.createObjectNode()
                    .put("name", name)
                    .put("directory", folder.toString())
                    .put("wasInstalled", !written));
        } else {
            System.out.println(name + ": random weights " + (written ? "written to " : "are already in ") + folder);
        }
    }
}
