package io.knowstream.inference.decoder;

/**
 * What a sequence may say: a state machine that stands before a choice, or at the end. It belongs to one sequence and one
 * thread.
 *
 * <p>What a grammar does is a function of its input and of the choices made: never of how sure the model was, of time, or of
 * how many tokens were proposed. Every grammar reaches its end after a number of tokens that its input bounds.
 */
public interface Grammar {

    /** No tokens. */
    int[] NONE = {};

    /**
     * The tokens that come before the choice, whatever the model says: they are appended in one step. At the end they
     * need not be read by the model any more.
     */
    int[] forced();

    /** The tokens that the model may choose from, ascending, at least two of them; none where the sequence ends. */
    int[] allowed();

    /**
     * A guess at what follows {@link #forced()}: the choice, and what comes after it, forced text and further choices
     * alike. Changes nothing but how fast it goes.
     *
     * @param max the most tokens to give, at least 1
     * @return none where no guess is worth it; else the first is one of {@link #allowed()}
     */
    int[] proposal(int max);

    /**
     * The model's choice; the grammar moves on to what follows it.
     *
     * @param token one of {@link #allowed()}
     * @param probability of the token among those allowed: their softmax, in (0, 1]
     */
    void accept(int token, double probability);
}
