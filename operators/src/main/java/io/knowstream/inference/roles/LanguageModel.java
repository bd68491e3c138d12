package io.knowstream.inference.roles;

import io.knowstream.inference.ModelException;
import io.knowstream.inference.catalogue.CatalogueConfig;
import io.knowstream.inference.catalogue.ModelFiles;
import io.knowstream.inference.decoder.CausalLm;
import io.knowstream.inference.decoder.DecoderFiles;
import io.knowstream.inference.decoder.DecoderService;
import io.knowstream.inference.decoder.HuggingFaceModelTokenizer;
import io.knowstream.inference.decoder.ModelTokenizer;
import io.knowstream.inference.grounded.GroundedEntities;
import io.knowstream.inference.grounded.GroundedTask;
import io.knowstream.inference.grounded.PromptStyle;
import io.knowstream.inference.grounded.Schema;
import io.knowstream.inference.pool.Lease;
import io.knowstream.inference.pool.ModelLoader;
import io.knowstream.metrics.Recorder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An installed language model, which grounded tasks run on. Its tokenizer is in memory; its weights are in the pool while
 * they are needed. Thread-safe.
 */
public final class LanguageModel implements AutoCloseable {

    /**
     * Tokens of a text in one prompt. With instructions, context and the longest list of names it stays within 2,048, the
     * context of the first SmolLM models; lists of relations end there.
     */
    public static final int WINDOW = 384;

    /** The most tokens of a sequence, of models that can have more too. */
    private static final int CONTEXT = 2048;

    private final Lease<DecoderService> service;
    private final ModelLoader<CausalLm> loader;
    private final HuggingFaceModelTokenizer tokenizer;
    private final PromptStyle style;
    private final int contextLength;
    private final Duration timeout;
    private final Recorder recorder;
    private final Set<CompletableFuture<int[]>> running = ConcurrentHashMap.newKeySet();

    /**
     * @param service generates; the model holds the lease until it is closed
     * @param timeout of one task, from the moment that a thread takes it
     */
    LanguageModel(
            Lease<DecoderService> service,
            ModelFiles files,
            CatalogueConfig catalogue,
            Duration timeout,
            Recorder recorder) {
        this.service = service;
        this.loader = loader(files, catalogue);
        this.tokenizer = HuggingFaceModelTokenizer.of(files.name(), files.requireTokenizer());
        this.style = style(files);
        this.contextLength = contextLength(files);
        this.timeout = timeout;
        this.recorder = recorder;
    }

    /** How the pool loads the model of some files. */
    public static ModelLoader<CausalLm> loader(ModelFiles files, CatalogueConfig catalogue) {
        Path onnx = files.onnxFile()
                .orElseThrow(() -> new ModelException("model " + files.name() + " has no directory of its own"));
        return CausalLm.loader(new DecoderFiles(
                files.name(),
                files.fingerprint(),
                onnx,
                files.requireTokenizer(),
                contextLength(files),
                workDirectory(Path.of(catalogue.directory()))));
    }

    private static int contextLength(ModelFiles files) {
        return Math.min(CONTEXT, files.number("max_position_embeddings"));
    }

    /** Beside the models, where that can be written; else among the temporary files. */
    private static Path workDirectory(Path models) {
        Path beside = models.resolve(".work");
        return Files.isWritable(Files.isDirectory(beside) ? beside : models)
                ? beside
                : Path.of(System.getProperty("java.io.tmpdir"), "knowstream-models");
    }

    private static PromptStyle style(ModelFiles files) {
        return files.card().prompt() == io.knowstream.inference.catalogue.PromptStyle.INSTRUCT
                ? PromptStyle.CHATML
                : PromptStyle.BASE;
    }

    /** Hash of everything that decides what a language model finds beside the text and its context. */
    public static String fingerprint(ModelFiles files, Schema schema) {
        return GroundedEntities.fingerprint(files.fingerprint(), schema, WINDOW);
    }

    /** The most tokens of a sequence, {@link #CONTEXT} or fewer. */
    public int contextLength() {
        return contextLength;
    }

    /** The model's tokenizer. */
    public ModelTokenizer tokenizer() {
        return tokenizer;
    }

    /** How the model is asked. */
    public PromptStyle style() {
        return style;
    }

    /**
     * Runs a task.
     *
     * @return its result; fails as {@link DecoderService#submit} says
     */
    public <R> CompletableFuture<R> run(GroundedTask<R> task) {
        DecoderService.Request request = new DecoderService.Request(
                loader, task.sharedPrefix(), task.prompt(), task.grammar(), task.maxTokens(), timeout);
        CompletableFuture<int[]> said = service.value().submit(request, recorder);
        running.add(said);
        said.whenComplete((tokens, failure) -> running.remove(said));
        return said.thenApply(tokens -> task.result());
    }

    /** Runs tasks; their results in the order of the tasks. */
    public <R> CompletableFuture<List<R>> runAll(List<GroundedTask<R>> tasks) {
        List<CompletableFuture<R>> results = tasks.stream().map(this::run).toList();
        return CompletableFuture.allOf(results.toArray(CompletableFuture[]::new))
                .thenApply(all -> results.stream().map(CompletableFuture::join).toList());
    }

    /** Cancels what is under way. */
    @Override
    public void close() {
        running.forEach(said -> said.cancel(false));
        service.close();
        tokenizer.close();
    }
}
