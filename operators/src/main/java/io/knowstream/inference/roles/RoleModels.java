package io.knowstream.inference.roles;

import io.knowstream.inference.ModelUnavailableException;
import io.knowstream.inference.catalogue.ModelCatalogue;
import io.knowstream.inference.catalogue.ModelFiles;
import io.knowstream.inference.catalogue.ModelKind;
import io.knowstream.inference.decoder.CausalLm;
import io.knowstream.inference.decoder.DecoderService;
import io.knowstream.inference.encoder.BertSentenceEmbedder;
import io.knowstream.inference.encoder.Embedder;
import io.knowstream.inference.encoder.EncoderMemory;
import io.knowstream.inference.encoder.SentenceEmbedder;
import io.knowstream.inference.pool.Lease;
import io.knowstream.inference.pool.LoadedModel;
import io.knowstream.inference.pool.ModelLoader;
import io.knowstream.inference.pool.ModelPool;
import io.knowstream.metrics.ModelMeter;
import io.knowstream.metrics.Recorder;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;

/**
 * One user's way to the models of a process: finds them, and borrows them from the pool that all share. Thread-safe.
 *
 * <p>A model that the pool pins is held until this is closed; any other is borrowed each time that it is used, so that the
 * pool may evict it in between.
 */
public final class RoleModels implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final InferenceConfig config;
    private final ModelCatalogue catalogue;
    private final Recorder recorder;
    private final Lease<ModelPool> pool;
    private final Deque<AutoCloseable> held = new ArrayDeque<>();

    private RoleModels(InferenceConfig config, Recorder recorder) {
        this.config = config;
        this.catalogue = ModelCatalogue.of(config.catalogue());
        this.recorder = recorder;
        this.pool = ModelPool.shared(config.pool());
    }

    /** Opens the way; loads nothing. */
    public static RoleModels open(InferenceConfig config, Recorder recorder) {
        return new RoleModels(config, recorder);
    }

    /**
     * Finds a model.
     *
     * @throws io.knowstream.inference.ModelException if it is not installed
     */
    public ModelFiles find(String name) {
        return catalogue.find(name);
    }

    /** The pool that the models are in. */
    public ModelPool pool() {
        return pool.value();
    }

    /** Whether a model is a language model. */
    public boolean isLanguageModel(String name) {
        return catalogue.card(name).kind() == ModelKind.CAUSAL_LM;
    }

    /** Whether a model reads hashed features, as the built-in ones do, and not word pieces. */
    public static boolean readsFeatures(ModelFiles files) {
        return files.at("model_type").asText().equals("knowstream");
    }

    /** Bytes that the pool wants to have for a model that it has never loaded. */
    public static long estimatedBytes(ModelKind kind, long weightBytes) {
        return kind == ModelKind.CAUSAL_LM
                ? CausalLm.estimatedBytes(weightBytes)
                : EncoderMemory.estimatedBytes(weightBytes);
    }

    /**
     * Borrows a model until this is closed, loading it if it is not loaded.
     *
     * @throws io.knowstream.inference.ModelException if it does not fit or cannot be loaded
     */
    public synchronized <M extends LoadedModel> M hold(ModelLoader<M> loader) {
        Lease<M> lease = pool.value().acquire(loader, recorder);
        held.push(lease);
        return lease.value();
    }

    /** Measures a model that is held; what is borrowed is measured already. */
    public ModelMeter meter(String name) {
        return new ModelMeter(recorder, name);
    }

    /** Borrows a model whenever it is used. */
    public <M extends LoadedModel> Borrowed<M> borrow(ModelLoader<M> loader) {
        ModelMeter meter = meter(loader.name());
        return new Borrowed<>() {
            @Override
            public <R> R use(Function<M, R> work) {
                try (Lease<M> lease = pool.value().acquire(loader, PATIENCE, recorder)) {
                    return meter.call(() -> work.apply(lease.value()));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new ModelUnavailableException("nobody waits for model " + loader.name() + " any more");
                }
            }
        };
    }

    /** The sentence embedder of a name. */
    public Embedder embedder(String name) {
        ModelFiles files = find(name);
        if (readsFeatures(files)) {
            SentenceEmbedder model = hold(SentenceEmbedder.of(files));
            ModelMeter meter = meter(name);
            return text -> meter.call(() -> model.embed(text));
        }
        Borrowed<BertSentenceEmbedder> model = borrow(BertSentenceEmbedder.of(files));
        return text -> model.use(embedder -> embedder.embed(text));
    }

    /**
     * The language model of a name.
     *
     * @param threads that this user adds to those which run the process's language models
     * @param timeout of one sequence, from the moment that a thread takes it
     */
    public synchronized LanguageModel languageModel(String name, int threads, Duration timeout) {
        Lease<DecoderService> service = DecoderService.shared(config.pool());
        LanguageModel model;
        try {
            model = new LanguageModel(service, find(name), config.catalogue(), timeout, recorder);
        } catch (RuntimeException e) {
            service.close();
            throw e;
        }
        held.push(model);
        service.value().addThreads(threads);
        return model;
    }

    /** Gives back what is held; nothing may be in use. */
    @Override
    public synchronized void close() {
        while (!held.isEmpty()) {
            AutoCloseable each = held.pop();
            if (each instanceof LanguageModel model) {
                model.close();
            } else {
                ((Lease<?>) each).close();
            }
        }
        pool.close();
    }
}
