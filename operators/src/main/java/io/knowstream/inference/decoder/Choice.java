package io.knowstream.inference.decoder;

import io.knowstream.inference.InputRejectedException;

/**
 * The likeliest of the tokens allowed.
 *
 * @param token the token; of equally likely ones the lowest
 * @param probability its softmax among those allowed
 */
record Choice(int token, double probability) {

    /**
     * Chooses after an answer of the last step.
     *
     * @param allowed ascending
     * @throws InputRejectedException if a logit of one allowed is no finite number
     */
    static Choice of(DecoderSteps steps, int answer, int[] allowed) {
        int token = -1;
        float most = 0;
        for (int candidate : allowed) {
            float logit = steps.logit(answer, candidate);
            if (!Float.isFinite(logit)) {
                throw new InputRejectedException("the model answered token " + candidate + " with " + logit);
            }
            if (token < 0 || logit > most) {
                token = candidate;
                most = logit;
            }
        }
        double sum = 0;
        for (int candidate : allowed) {
            // The same bits on every machine, and in the order of the ids.
            sum += StrictMath.exp((double) steps.logit(answer, candidate) - most);
        }
        return new Choice(token, 1 / sum);
    }
}
