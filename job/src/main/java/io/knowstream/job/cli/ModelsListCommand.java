package io.knowstream.job.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.knowstream.inference.catalogue.ModelCard;
import io.knowstream.inference.catalogue.ModelCatalogue;
import io.knowstream.inference.catalogue.ModelRole;
import io.knowstream.inference.catalogue.ModelStore;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code models list}: all models of the catalogue. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Lists the models that there are. The memory of models is an estimate of their preferred form, and in brackets"
                    + " what the performance tuning guide says.",
            ""
        })
final class ModelsListCommand implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> HEAD =
            List.of("name", "kind", "roles", "installed", "parameters", "memory", "speed", "quality", "best for");

    @Mixin
    private ModelArguments arguments;

    @Override
    public Integer call() throws IOException {
        ModelCatalogue catalogue = ModelArguments.catalogue(arguments.settings());
        ModelStore store = new ModelStore(catalogue);
        List<List<String>> rows = new ArrayList<>(List.of(HEAD));
        for (ModelCard card : catalogue.cards()) {
            if (arguments.json()) {
                System.out.println(json(card, catalogue, store));
            } else {
                rows.add(row(card, catalogue));
            }
        }
        if (!arguments.json()) {
            print(rows, System.out);
            System.out.println();
            System.out.println("models are installed in " + catalogue.directory());
        }
        return 0;
    }

    private static List<String> row(ModelCard card, ModelCatalogue catalogue) {
        return List.of(
                card.name(),
                card.kind().text(),
                card.roles().isEmpty()
                        ? "-"
                        : card.roles().stream().map(ModelRole::text).collect(Collectors.joining(",")),
                installed(card, catalogue),
                count(card.parameters()),
                memory(card),
                card.speed().text(),
                card.quality().text(),
                card.bestFor());
    }

    private static String installed(ModelCard card, ModelCatalogue catalogue) {
        if (card.builtIn()) {
            return "built in";
        }
        if (!catalogue.isInstalled(card.name())) {
            boolean there = Files.isDirectory(catalogue.directory(card.name()).orElseThrow());
            return there ? "broken" : "no";
        }
        return catalogue.isStandIn(card.name()) ? "stand-in" : "yes";
    }

    private static String count(long parameters) {
        return parameters == 0
                ? "-"
                : parameters >= 1_000_000_000
                        ? String.format(Locale.ROOT, "%.1fB", parameters / 1e9)
                        : String.format(Locale.ROOT, "%.0fM", parameters / 1e6);
    }

    private static String memory(ModelCard card) {
        if (card.memory() == 0) {
            return "-";
        }
        return "~" + ByteCount.text(card.memory())
                + (card.guideMemory() == 0 ? "" : " (" + ByteCount.text(card.guideMemory()) + ")");
    }

    private static ObjectNode json(ModelCard card, ModelCatalogue catalogue, ModelStore store) throws IOException {
        ObjectNode node = JSON.createObjectNode()
                .put("name", card.name())
                .put("kind", card.kind().text());
        node.put("task", card.task() == null ? null : card.task().text());
        node.put("prompt", card.prompt() == null ? null : card.prompt().text());
        ArrayNode roles = node.putArray("roles");
        card.roles().forEach(role -> roles.add(role.text()));
        node.put("builtIn", card.builtIn())
                .put("installed", catalogue.isInstalled(card.name()))
                .put("standIn", catalogue.isStandIn(card.name()))
                .put(
                        "directory",
                        catalogue.directory(card.name()).map(Path::toString).orElse(null))
                .put("diskBytes", store.size(card.name()))
                .put("repository", card.repository())
                .put("onnxRepository", card.onnxRepository())
                .put("revision", card.revision())
                .put("parameters", card.parameters())
                .put("memoryBytes", card.memory())
                .put("guideMemoryBytes", card.guideMemory());
        card.quantizations().forEach(each -> node.withArray("quantizations")
                .addObject()
                .put("name", each.name())
                .put("file", each.file())
                .put("memoryBytes", each.memory()));
        return node.put("speed", card.speed().text())
                .put("quality", card.quality().text())
                .put("bestFor", card.bestFor());
    }

    private static void print(List<List<String>> rows, PrintStream out) {
        int[] widths = new int[HEAD.size()];
        rows.forEach(row -> {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        });
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
            }
            out.println(line.toString().stripTrailing());
        }
    }
}
