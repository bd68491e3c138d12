package io.knowstream.extraction;

import io.knowstream.inference.catalogue.ModelCatalogue;
import io.knowstream.inference.encoder.RelationClassifier;
import io.knowstream.inference.encoder.SentenceEmbedder;
import io.knowstream.inference.encoder.TokenClassifier;
import io.knowstream.inference.pool.Lease;
import io.knowstream.inference.pool.ModelPool;
import io.knowstream.metrics.Recorder;
import java.util.ArrayDeque;
import java.util.Deque;

/** The models of a configuration, borrowed from this process's pool until closed. Thread-safe once made. */
final class ExtractionModels implements ChunkReader.Source {

    private final ExtractionConfig config;
    private final Recorder recorder;
    private final Deque<Lease<?>> leases = new ArrayDeque<>();
    private final ModelPool pool;
    private final TokenClassifier entityModel;
    private final RelationClassifier relationshipModel;
    private final SentenceEmbedder embedder;

    /** Borrows built-in models. */
    ExtractionModels(ExtractionConfig config, Recorder recorder) {
        this(config, ModelCatalogue.builtIn(), recorder);
    }

    /**
     * Borrows models, loading what is not loaded.
     *
     * @throws io.knowstream.inference.ModelException if a model is not installed, does not fit or cannot be loaded
     */
    ExtractionModels(ExtractionConfig config, ModelCatalogue catalogue, Recorder recorder) {
        this.config = config;
        this.recorder = recorder;
        try {
            this.pool = keep(ModelPool.shared(config.modelsBudget()));
            this.entityModel = keep(pool.lease(TokenClassifier.of(catalogue.find(config.entityModel())), recorder));
            this.relationshipModel =
                    keep(pool.lease(RelationClassifier.of(catalogue.find(config.relationshipModel())), recorder));
            this.embedder = keep(pool.lease(SentenceEmbedder.of(catalogue.find(config.embeddingModel())), recorder));
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    @Override
    public Extractor newReader() {
        return new Extractor(entityModel, relationshipModel, embedder, config, recorder);
    }

    @Override
    public long residentBytes() {
        return pool.residentBytes();
    }

    @Override
    public void close() {
        while (!leases.isEmpty()) {
            leases.pop().close();
        }
    }

    private <T> T keep(Lease<T> lease) {
        leases.push(lease);
        return lease.value();
    }
}
