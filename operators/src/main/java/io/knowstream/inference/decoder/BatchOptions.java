package io.knowstream.inference.decoder;

/**
 * How a batch decodes, and what it may use.
 *
 * @param mode how tokens go into the model
 * @param cacheBytes the most memory for keys and values, shared prefixes included
 * @param sequences the most sequences at a time
 * @param proposals the most tokens of a grammar's guess that are tried in a step; 0 tries none
 * @param keepPrefixes whether shared prefixes are read once and kept
 */
public record BatchOptions(Mode mode, long cacheBytes, int sequences, int proposals, boolean keepPrefixes) {

    /** How tokens go into the model. The two differ in the last bits, so that one kind of sequence keeps to one of them. */
    public enum Mode {
        /** A sequence a step: all tokens that are known, and those that the grammar guesses. */
        PROPOSED,
        /** All sequences in a step, one token each. */
        PLAIN
    }

    public BatchOptions {
        if (cacheBytes <= 0 || sequences < 1 || sequences > 256 || proposals < 0) {
            throw new IllegalArgumentException(
                    "a batch needs memory, 1 to 256 sequences and no negative number of proposals (got " + cacheBytes
                            + " bytes, " + sequences + " and " + proposals + ")");
        }
    }

    /** Proposals of up to seven tokens, so that a step with the token before them has eight, and kept prefixes. */
    public static BatchOptions of(Mode mode, long cacheBytes, int sequences) {
        return new BatchOptions(mode, cacheBytes, sequences, 7, true);
    }
}
