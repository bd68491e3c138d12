package io.knowstream.inference.encoder;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import io.knowstream.inference.InputRejectedException;
import io.knowstream.inference.ModelException;
import io.knowstream.inference.catalogue.ModelFiles;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One ONNX Runtime session: one thread, called by any number of threads concurrently. Thread-safe.
 *
 * <p>With one thread inside and one text a call, the output of a text is bit-equal whatever else runs.
 */
final class OnnxSession implements AutoCloseable {

    private final String name;
    private final long residentBytes;
    private final OrtEnvironment environment;
    private final OrtSession session;

    /** A tensor of whole numbers. */
    record Input(String name, LongBuffer values, long... shape) {}

    OnnxSession(ModelFiles files) {
        this.name = files.name();
        this.residentBytes = EncoderMemory.estimatedBytes(files.modelBytes());
        this.environment = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "knowstream");
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            environment.setTelemetry(false);
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
            options.setDeterministicCompute(true);
            // Every text has a shape of its own: a plan of one shape's memory serves no other.
            options.setMemoryPatternOptimization(false);
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            options.addConfigEntry("session.inter_op.allow_spinning", "0");
            // By its path a model finds its external data, and its weights stay out of the heap.
            Optional<Path> file = files.onnxFile();
            this.session = file.isPresent()
                    ? environment.createSession(file.get().toString(), options)
                    : environment.createSession(files.readModel(), options);
        } catch (OrtException e) {
            throw new ModelException("model " + name + " cannot be loaded into ONNX Runtime", e);
        }
    }

    long residentBytes() {
        return residentBytes;
    }

    /** The runtime's own session, for measurements. */
    OrtSession session() {
        return session;
    }

    boolean hasInput(String input) {
        return session.getInputNames().contains(input);
    }

    /**
     * Runs the model once.
     *
     * @return the floats of the output, row by row
     * @throws InputRejectedException if the model refuses the input or answers it with no finite number
     * @throws ModelException if the run fails for another reason
     */
    float[] run(String output, Input... inputs) {
        return run(List.of(output), inputs)[0];
    }

    /** The same for several outputs, in their order. */
    float[][] run(List<String> outputs, Input... inputs) {
        Map<String, OnnxTensor> tensors = new HashMap<>();
        try {
            for (Input input : inputs) {
                tensors.put(input.name, OnnxTensor.createTensor(environment, input.values, input.shape));
            }
            try (OrtSession.Result result = session.run(tensors)) {
                float[][] floats = new float[outputs.size()][];
                for (int i = 0; i < floats.length; i++) {
                    String output = outputs.get(i);
                    OnnxTensor tensor = (OnnxTensor) result.get(output)
                            .orElseThrow(() -> new ModelException("model " + name + " has no output " + output));
                    floats[i] = requireFinite(floats(tensor.getFloatBuffer()));
                }
                return floats;
            }
        } catch (OrtException e) {
            String message = "model " + name + " failed: " + e.getMessage();
            throw e.getCode() == OrtException.OrtErrorCode.ORT_INVALID_ARGUMENT
                    ? new InputRejectedException(message, e)
                    : new ModelException(message, e);
        } finally {
            tensors.values().forEach(OnnxTensor::close);
        }
    }

    /** The runtime's copy of an output, without another where it is an array already. */
    private static float[] floats(FloatBuffer copy) {
        if (copy.hasArray() && copy.array().length == copy.remaining()) {
            return copy.array();
        }
        float[] floats = new float[copy.remaining()];
        copy.get(floats);
        return floats;
    }

    private float[] requireFinite(float[] floats) {
        for (float f : floats) {
            if (!Float.isFinite(f)) {
                throw new InputRejectedException("model " + name + " answered with " + f);
            }
        }
        return floats;
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new ModelException("model " + name + " cannot be closed", e);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
