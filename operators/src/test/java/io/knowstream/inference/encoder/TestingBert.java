package io.knowstream.inference.encoder;

import io.knowstream.inference.catalogue.CatalogueConfig;
import io.knowstream.inference.catalogue.ModelCatalogue;
import io.knowstream.inference.catalogue.ModelFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The small models of the Hugging Face layout among the test resources, installed in a folder. */
public final class TestingBert {

    private static final String ENTITIES = "bert-ner";
    private static final String EMBEDDER = "bert-embedder";

    /** Names both. */
    public static final String CATALOGUE =
            """
            models:
              bert-ner: {kind: encoder, task: entities}
              bert-embedder: {kind: encoder, task: embedding}
            """;

    private TestingBert() {}

    /** Writes the entity model into a folder. */
    public static ModelFiles entities(Path folder) {
        return install(folder, ENTITIES);
    }

    /** Writes the embedder into a folder. */
    public static ModelFiles embedder(Path folder) {
        return install(folder, EMBEDDER);
    }

    private static ModelFiles install(Path folder, String name) {
        try {
            Path directory = Files.createDirectories(folder.resolve(name));
            for (String file : new String[] {"config.json", "model.onnx", "tokenizer.json"}) {
                try (InputStream in =
                        TestingBert.class.getResourceAsStream("/io/knowstream/encoder/" + name + "/" + file)) {
                    Files.write(directory.resolve(file), in.readAllBytes());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return find(folder, name);
    }

    static ModelFiles find(Path folder, String name) {
        return ModelCatalogue.of(new CatalogueConfig(folder.toString(), CATALOGUE))
                .find(name);
    }
}
