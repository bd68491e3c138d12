package io.knowstream.job.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.knowstream.inference.ModelException;
import io.knowstream.inference.catalogue.ModelCard;
import io.knowstream.inference.catalogue.ModelCatalogue;
import io.knowstream.inference.catalogue.ModelStore;
import io.knowstream.inference.encoder.OnnxTrial;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code models check}: whether installed models are whole. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Checks installed models: whether their files are there, readable and as they were declared when they were"
                    + " pulled, and whether ONNX Runtime loads them. Exits with 1 if something is wrong.",
            ""
        })
final class ModelsCheckCommand implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Parameters(paramLabel = "NAME", arity = "0..*", description = "The models. Default: all that are installed.")
    private List<String> names = new ArrayList<>();

    @Option(names = "--no-load", description = "Does not load models: that takes the memory of each in turn.")
    private boolean noLoad;

    @Mixin
    private ModelArguments arguments;

    @Override
    public Integer call() throws IOException {
        ModelCatalogue catalogue = ModelArguments.catalogue(arguments.settings());
        ModelArguments.requireKnown(catalogue, names);
        ModelStore store = new ModelStore(catalogue);
        boolean sound = true;
        try (Terminal terminal = Terminal.open()) {
            for (String name : names.isEmpty() ? present(catalogue) : names) {
                terminal.show("checking %s", name);
                List<String> faults = faults(name, catalogue, store);
                sound &= faults.isEmpty();
                terminal.close();
                print(name, faults, catalogue.isStandIn(name));
            }
        }
        return sound ? 0 : 1;
    }

    /** All models that something of lies where they would be. */
    private static List<String> present(ModelCatalogue catalogue) {
        return catalogue.cards().stream()
                .map(ModelCard::name)
                .filter(name -> catalogue.directory(name).map(Files::exists).orElse(true))
                .toList();
    }

    private List<String> faults(String name, ModelCatalogue catalogue, ModelStore store) throws IOException {
        List<String> faults = new ArrayList<>(store.check(name));
        if (faults.isEmpty() && !noLoad) {
            try {
                OnnxTrial.load(catalogue.find(name));
            } catch (ModelException e) {
                faults.add(e.getMessage()
                        + (e.getCause() == null ? "" : ": " + e.getCause().getMessage()));
            }
        }
        return faults;
    }

    private void print(String name, List<String> faults, boolean standIn) {
        if (arguments.json()) {
            ObjectNode node = JSON.createObjectNode()
                    .put("name", name)
                    .put("sound", faults.isEmpty())
                    .put("standIn", standIn);
            faults.forEach(node.putArray("faults")::add);
            System.out.println(node);
        } else if (faults.isEmpty()) {
            System.out.println(name + ": sound" + (standIn ? ", but its weights are random" : ""));
        } else {
            faults.forEach(fault -> System.out.println(name + ": " + fault));
        }
    }
}
