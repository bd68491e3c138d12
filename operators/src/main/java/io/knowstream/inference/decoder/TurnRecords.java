package io.knowstream.inference.decoder;

import io.knowstream.metrics.Metric;
import io.knowstream.metrics.ModelMeter;
import io.knowstream.metrics.Recorder;

/** Records what a turn on a model does, to the recorder of the request that was begun last. Used by one thread. */
final class TurnRecords {

    private final DecoderCounters counters = new DecoderCounters();
    private DecoderCounters.Sums recorded = counters.sums();
    private Recorder recorder;
    private ModelMeter meter;

    /** What the turn's batch counts in. */
    DecoderCounters counters() {
        return counters;
    }

    /** A sequence begins. */
    void begin(String model, Recorder of) {
        if (of != recorder) {
            recorder = of;
            meter = new ModelMeter(of, model);
        }
        meter.count(1, 0);
    }

    /** A step was made, after at least one sequence began. */
    void stepped(long nanos) {
        DecoderCounters.Sums now = counters.sums();
        long prompt = now.prompt() - recorded.prompt();
        long forced = now.forced() - recorded.forced();
        long chosen = now.chosen() - recorded.chosen();
        recorder.add(Metric.DECODER_STEPS, now.steps() - recorded.steps());
        recorder.add(Metric.DECODER_PROMPT_TOKENS, prompt);
        recorder.add(Metric.DECODER_FORCED_TOKENS, forced);
        recorder.add(Metric.DECODER_CHOSEN_TOKENS, chosen);
        meter.count(0, prompt + forced + chosen);
        meter.worked(nanos);
        recorded = now;
    }
}
