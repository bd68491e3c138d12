package io.knowstream.job.cli;

import io.knowstream.inference.catalogue.CatalogueConfig;
import io.knowstream.inference.catalogue.ModelCatalogue;
import io.knowstream.inference.decoder.CausalLm;
import io.knowstream.inference.decoder.RandomDecoder;
import io.knowstream.inference.pool.ModelLoader;
import io.knowstream.inference.roles.LanguageModel;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The language model that is measured.
 *
 * @param name for people
 * @param loader loads it
 */
record BenchedModel(String name, ModelLoader<CausalLm> loader) {

    /** A model in the Hugging Face layout; without one, random weights of a shape, written into a directory. */
    static BenchedModel of(Path given, BenchModelsCommand.Size size, Path work, Terminal terminal) throws IOException {
        Path directory = given == null ? work.resolve("model") : given.toAbsolutePath();
        if (given == null) {
            terminal.show("writing a model with random weights");
            new RandomDecoder(size.shape, RandomDecoder.Weights.FOUR_BITS, 1)
                    .write(directory, "onnx/model_q4.onnx", StandInModels.tokenizer());
        }
        CatalogueConfig catalogue = new CatalogueConfig(
                work.toString(), "models: {bench: {kind: causal-lm, directory: '" + directory + "'}}");
        return new BenchedModel(
                given == null ? "random weights, " + size + ", 4 bits in blocks of 64" : given.toString(),
                LanguageModel.loader(ModelCatalogue.of(catalogue).find("bench"), catalogue));
    }
}
