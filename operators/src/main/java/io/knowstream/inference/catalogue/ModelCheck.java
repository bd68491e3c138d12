package io.knowstream.inference.catalogue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks for what is wrong with an installed model, short of loading it. */
final class ModelCheck {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ModelCard card;
    private final Path directory;
    private final Clock clock;
    private final List<String> faults = new ArrayList<>();

    /** Checks a model in a directory; null for one that ships inside. */
    ModelCheck(ModelCard card, Path directory, Clock clock) {
        this.card = card;
        this.directory = directory;
        this.clock = clock;
    }

    List<String> faults() throws IOException {
        if (directory == null) {
            ModelFiles.builtIn(card);
            return List.of();
        }
        if (!Files.isDirectory(directory)) {
            return List.of("there is no directory " + directory);
        }
        Optional<JsonNode> config = json(ModelLayout.CONFIG);
        if (config.isPresent() && !config.get().isObject()) {
            faults.add(ModelLayout.CONFIG + " holds no settings");
        }
        tokenizer(config.map(root -> root.path("model_type").asText()).orElse(""));
        weights();
        try {
            PullRecord.read(directory).ifPresent(record -> faults.addAll(record.faults(directory)));
            if (faults.isEmpty()) {
                ModelFiles.in(card, directory, clock);
            }
        } catch (IOException | IllegalArgumentException e) {
            faults.add(e.getMessage());
        }
        return List.copyOf(faults);
    }

    private Optional<JsonNode> json(String name) {
        if (!ModelPath.isThere(directory, name)) {
            faults.add("there is no " + name);
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(ModelPath.inside(directory, name))) {
            return Optional.of(JSON.readTree(in));
        } catch (JsonProcessingException e) {
            faults.add(name + " is no JSON at line " + e.getLocation().getLineNr() + ": " + e.getOriginalMessage());
        } catch (IOException e) {
            faults.add(name + " cannot be read: " + e.getMessage());
        }
        return Optional.empty();
    }

    private void tokenizer(String type) {
        boolean hashesWords = card.kind() == ModelKind.ENCODER && type.equals("knowstream");
        if (hashesWords && !ModelPath.isThere(directory, ModelLayout.TOKENIZER)) {
            return;
        }
        json(ModelLayout.TOKENIZER)
                .filter(tokenizer -> !tokenizer.path("model").isObject())
                .ifPresent(tokenizer -> faults.add(ModelLayout.TOKENIZER + " holds no 'model'"));
    }

    private void weights() {
        String onnxFile;
        try {
            onnxFile = ModelLayout.onnxFile(card, directory);
        } catch (IOException e) {
            faults.add(e.getMessage());
            return;
        }
        try {
            for (String location :
                    OnnxHeader.read(ModelPath.inside(directory, onnxFile)).externalData()) {
                String file = ModelLayout.beside(onnxFile, location);
                if (!ModelPath.isThere(directory, file)) {
                    faults.add("there is no " + file + ", which holds weights of " + onnxFile);
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            faults.add(e.getMessage());
        }
    }
}
