package io.knowstream.job.cli;

import io.knowstream.inference.catalogue.ModelCard;
import io.knowstream.inference.catalogue.ModelCatalogue;
import io.knowstream.inference.catalogue.ModelKind;
import io.knowstream.inference.decoder.RandomDecoder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/**
 * Stands models with random weights in the place of language models: of the true shapes, so that what time and memory a
 * configuration takes can be measured before anything is pulled. What they answer means nothing.
 */
final class StandInModels {

    private static final String TOKENIZER = "/io/knowstream/models/bench-tokenizer.json";

    private StandInModels() {}

    /**
     * Writes a model into a folder, with the weights in four bits.
     *
     * @throws UsageException if the model is no language model, or of a size that has no shape here
     */
    static void write(ModelCard card, Path folder) throws IOException {
        String file = card.quantization("q4").orElseThrow().file();
        new RandomDecoder(
                        size(card), RandomDecoder.Weights.FOUR_BITS, card.name().hashCode())
                .write(folder, file, tokenizer());
    }

    /** Writes a model where the catalogue looks for it, if it is not installed. */
    static void writeMissing(ModelCatalogue catalogue, String name) throws IOException {
        if (!catalogue.isInstalled(name)) {
            write(catalogue.card(name), catalogue.directory(name).orElseThrow());
        }
    }

    /** The tokenizer that all of them read with: its tokens are a part of their vocabulary. */
    static byte[] tokenizer() throws IOException {
        try (InputStream in = StandInModels.class.getResourceAsStream(TOKENIZER)) {
            return in.readAllBytes();
        }
    }

    private static RandomDecoder.Size size(ModelCard card) {
        if (card.kind() != ModelKind.CAUSAL_LM) {
            throw new UsageException(
                    "only language models have stand-ins (" + card.name() + " is a " + card.description() + ")");
        }
        long millions = card.parameters() / 1_000_000;
        return switch ((int) millions) {
            case 135 -> RandomDecoder.Size.M135;
            case 360 -> RandomDecoder.Size.M360;
            case 1700 -> RandomDecoder.Size.B1_7;
            default -> throw new UsageException("there are stand-ins of 135M, 360M and 1.7B parameters (" + card.name()
                    + " has " + millions + "M)");
        };
    }
}
