package io.knowstream.inference.decoder;

import java.util.concurrent.atomic.LongAdder;

/** What decoders have done, for metrics and measurements. Thread-safe. */
public final class DecoderCounters {

    final LongAdder promptSteps = new LongAdder();
    final LongAdder steps = new LongAdder();
    final LongAdder prompt = new LongAdder();
    final LongAdder reused = new LongAdder();
    final LongAdder forced = new LongAdder();
    final LongAdder chosen = new LongAdder();
    final LongAdder proposed = new LongAdder();
    final LongAdder accepted = new LongAdder();
    final LongAdder sequences = new LongAdder();

    /**
     * The sums up to a moment.
     *
     * @param promptSteps runs of the model over prompts
     * @param steps runs of the model over what is being said
     * @param prompt tokens of prompts that were read
     * @param reused tokens of prefixes that had been read before
     * @param forced tokens that grammars forced
     * @param chosen tokens that the model chose
     * @param proposed tokens that grammars guessed
     * @param accepted tokens guessed right
     * @param sequences generations that came to their end
     */
    public record Sums(
            long promptSteps,
            long steps,
            long prompt,
            long reused,
            long forced,
            long chosen,
            long proposed,
            long accepted,
            long sequences) {

        /** Tokens said for each run of the model over what is being said. */
        public double tokensPerStep() {
            return (double) (forced + chosen) / Math.max(1, steps);
        }
    }

    /** What was counted up to now; counts that go on meanwhile may be in or not. */
    public Sums sums() {
        return new Sums(
                promptSteps.sum(),
                steps.sum(),
                prompt.sum(),
                reused.sum(),
                forced.sum(),
                chosen.sum(),
                proposed.sum(),
                accepted.sum(),
                sequences.sum());
    }
}
