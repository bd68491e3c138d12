package io.knowstream.job.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.knowstream.inference.catalogue.ModelCatalogue;
import io.knowstream.inference.catalogue.ModelStore;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code models remove}: removes installed models. */
@Command(
        name = "remove",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Removes installed models, and what is left of pulls that were stopped. Models with a directory of their own"
                    + " are left alone.",
            ""
        })
final class ModelsRemoveCommand implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Parameters(paramLabel = "NAME", arity = "1..*", description = "The models.")
    private List<String> names;

    @Mixin
    private ModelArguments arguments;

    @Override
    public Integer call() throws IOException {
        ModelCatalogue catalogue = ModelArguments.catalogue(arguments.settings());
        ModelArguments.requireOwn(catalogue, names, "it cannot be removed");
        ModelStore store = new ModelStore(catalogue);
        for (String name : names) {
            long freed = store.remove(name);
            System.out.println(
                    arguments.json()
                            ? JSON.createObjectNode()
                                    .put("name", name)
                                    .put("freedBytes", freed)
                                    .toString()
                            : name + ": removed, " + ByteCount.text(freed) + " freed");
        }
        return 0;
    }
}
