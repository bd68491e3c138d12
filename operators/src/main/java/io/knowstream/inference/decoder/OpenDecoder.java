package io.knowstream.inference.decoder;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import io.knowstream.inference.ModelException;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A decoder's session, and what its graph looks like as it runs. */
record OpenDecoder(OrtEnvironment environment, OrtSession session, DecoderShape shape, long weightBytesRead) {

    private static final Logger LOG = LoggerFactory.getLogger(OpenDecoder.class);

    /**
     * Opens a session on a model's files.
     *
     * @throws ModelException if they are no decoder, or the runtime refuses them
     */
    static OpenDecoder open(DecoderFiles files) {
        Path weights = files.onnx().toAbsolutePath().getParent();
        byte[] model;
        DecoderShape shape;
        long weightBytesRead;
        try (FileChannel channel = FileChannel.open(files.onnx(), StandardOpenOption.READ)) {
            MappedByteBuffer file = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
            try {
                OnnxGraph graph = new OnnxGraph(files.name(), file);
                if (!graph.selectRows()) {
                    LOG.warn(
                            "model {}: the end of its graph is of no known form, so that it works out the logits of"
                                    + " every token that it reads",
                            files.name());
                }
                shape = graph.shape();
                weightBytesRead = WeightsRead.bytes(graph);
                if (!ExternalWeights.has(graph)) {
                    weights = files.workDirectory().resolve(files.fingerprint());
                    ExternalWeights.move(graph, weights);
                }
                model = graph.bytes();
            } finally {
                DirectMemory.free(file);
            }
        } catch (IOException e) {
            throw new ModelException(
                    "model " + files.name() + ": cannot read " + files.onnx() + " or write to " + files.workDirectory()
                            + ": " + e,
                    e);
        }
        if (shape.vocabulary() == 0) {
            throw new ModelException("model " + files.name() + ": " + files.onnx()
                    + " does not say how many logits there are (the last dimension of its output must be a number)");
        }
        OrtEnvironment environment =
                OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "knowstream");
        try (OrtSession.SessionOptions options = options()) {
            environment.setTelemetry(false);
            options.addConfigEntry("session.model_external_initializers_file_folder_path", weights.toString());
            return new OpenDecoder(environment, environment.createSession(model, options), shape, weightBytesRead);
        } catch (OrtException e) {
            throw new ModelException(
                    "model " + files.name() + " cannot be loaded into ONNX Runtime: " + e.getMessage(), e);
        }
    }

    /** One thread, no spinning, no arena, and no plan of memory, as the steps' shapes change. */
    static OrtSession.SessionOptions options() throws OrtException {
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        options.setIntraOpNumThreads(1);
        options.setInterOpNumThreads(1);
        options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
        options.setDeterministicCompute(true);
        options.setMemoryPatternOptimization(false);
        // An arena keeps the most that all threads took at once until the session is closed; without it steps are as
        // fast.
        options.setCPUArenaAllocator(false);
        options.addConfigEntry("session.intra_op.allow_spinning", "0");
        options.addConfigEntry("session.inter_op.allow_spinning", "0");
        return options;
    }
}
