package io.knowstream.metrics;

import java.util.function.LongSupplier;

/**
 * Switches the recording of a running job off and on again, to measure what it costs: with it off, nothing is recorded and no
 * document's stages are measured; metrics are there, and stand still. Holds for operators that are opened in this process
 * while it is installed. Thread-safe; one at a time.
 */
public final class RecordingSwitch implements AutoCloseable {

    private static volatile RecordingSwitch installed;

    private volatile boolean on = true;

    private RecordingSwitch() {}

    /** On at first. */
    public static synchronized RecordingSwitch install() {
        if (installed != null) {
            throw new IllegalStateException("the recording of this process has a switch already");
        }
        RecordingSwitch made = new RecordingSwitch();
        installed = made;
        return made;
    }

    /** What an operator is given: the recorder itself where there is no switch. */
    static Recorder over(Recorder recorder) {
        RecordingSwitch by = installed;
        return by == null ? recorder : new Switched(by, recorder);
    }

    public void turn(boolean toOn) {
        on = toOn;
    }

    /** Operators that are opened later have none; those that were opened before go on as it stands. */
    @Override
    public void close() {
        synchronized (RecordingSwitch.class) {
            installed = null;
        }
    }

    private record Switched(RecordingSwitch by, Recorder recorder) implements Recorder {

        @Override
        public boolean isOn() {
            return by.on;
        }

        @Override
        public void add(Metric counter, String labelValue, long count) {
            if (by.on) {
                recorder.add(counter, labelValue, count);
            }
        }

        @Override
        public void mark(Metric meter) {
            if (by.on) {
                recorder.mark(meter);
            }
        }

        @Override
        public void record(Metric histogram, String labelValue, long value) {
            if (by.on) {
                recorder.record(histogram, labelValue, value);
            }
        }

        @Override
        public void gauge(Metric gauge, String labelValue, LongSupplier value) {
            recorder.gauge(gauge, labelValue, value);
        }
    }
}
