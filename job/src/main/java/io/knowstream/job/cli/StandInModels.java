package io.knowstream.job.cli;

import io.knowstream.inference.catalogue.ModelCard;
import io.knowstream.inference.catalogue.ModelCatalogue;
import io.knowstream.inference.catalogue.ModelKind;
import io.knowstream.inference.catalogue.ModelStore;
import io.knowstream.inference.catalogue.Quantization;
import io.knowstream.inference.decoder.RandomDecoder;
import java.io.IOException;
import java.io.InputStream;

/**
 * Stands models with random weights in the place of language models: of the true shapes, so that what time and memory a
 * configuration takes can be measured before anything is pulled. What they answer means nothing.
 */
final class StandInModels {

    private static final String FORM = "q4";
    private static final String TOKENIZER = "/io/knowstream/models/bench-tokenizer.json";

    private StandInModels() {}

    /**
     * Checks that there can be a stand-in for a model.
     *
     * @throws UsageException if the model is no language model, or of a size that has no shape here
     */
    static void require(ModelCard card) {
        size(card);
    }

    /**
     * Writes a model where the catalogue looks for it, with the weights in four bits.
     *
     * @return whether it was written; false where a stand-in is there already
     * @throws UsageException if there can be none
     * @throws io.knowstream.inference.ModelException if the model itself is there
     */
    static boolean write(ModelCatalogue catalogue, String name) throws IOException {
        ModelCard card = catalogue.card(name);
        RandomDecoder decoder = new RandomDecoder(size(card), RandomDecoder.Weights.FOUR_BITS, name.hashCode());
        // A card that lists no such form has one ONNX file, whatever its name.
        String file = card.quantizations().stream()
                .filter(form -> form.name().equals(FORM))
                .map(Quantization::file)
                .findFirst()
                .orElse("model.onnx");
        byte[] tokenizer = tokenizer();
        return new ModelStore(catalogue).standIn(name, folder -> decoder.write(folder, file, tokenizer));
    }

    /** Writes a model where the catalogue looks for it, if it is not installed. */
    static void writeMissing(ModelCatalogue catalogue, String name) throws IOException {
        if (!catalogue.isInstalled(name)) {
            write(catalogue, name);
        }
    }

    /** The tokenizer that all of them read with: its tokens are a part of their vocabulary. */
    static byte[] tokenizer() throws IOException {
        try (InputStream in = StandInModels.class.getResourceAsStream(TOKENIZER)) {
            return in.readAllBytes();
        }
    }

    private static RandomDecoder.Size size(ModelCard card) {
        if (card.builtIn()) {
            throw new UsageException("model " + card.name() + " is built in: it needs no stand-in");
        }
        if (card.kind() != ModelKind.CAUSAL_LM) {
            throw new UsageException(
                    "only language models have stand-ins (" + card.name() + " is of kind " + card.description() + ")");
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
