package io.knowstream.job.cli;

import io.knowstream.graph.CodePoints;
import io.knowstream.graph.Names;
import io.knowstream.inference.decoder.BatchOptions;
import io.knowstream.inference.decoder.CausalLm;
import io.knowstream.inference.decoder.ContinuousBatch;
import io.knowstream.inference.decoder.DecoderCounters;
import io.knowstream.inference.decoder.Generation;
import io.knowstream.inference.grounded.EntityMentions;
import io.knowstream.inference.grounded.GroundedEntities;
import io.knowstream.inference.grounded.GroundedRelations;
import io.knowstream.inference.grounded.GroundedTask;
import io.knowstream.inference.grounded.NamedSpan;
import io.knowstream.inference.grounded.PromptStyle;
import io.knowstream.inference.grounded.Schema;
import io.knowstream.inference.roles.LanguageModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Extracts texts with one language model in both roles, on one thread, and counts.
 *
 * @param model in both roles
 * @param style how it is asked
 * @param sequences under way at a time
 */
record GroundedBench(CausalLm model, PromptStyle style, int sequences) {

    /**
     * What one role did.
     *
     * @param counts of steps and tokens
     * @param seconds of wall time
     * @param found entities' mentions or relations
     */
    record Role(DecoderCounters.Sums counts, double seconds, long found) {}

    /** What both roles did, over how many texts. */
    record Result(int texts, long characters, Role entities, Role relationships) {}

    Result run(List<String> texts) throws InterruptedException, ExecutionException {
        GroundedEntities entities =
                new GroundedEntities(Schema.builtIn(), model.tokenizer(), style, LanguageModel.WINDOW);
        GroundedRelations relations = new GroundedRelations(
                Schema.builtIn(), model.tokenizer(), style, LanguageModel.WINDOW, model.contextLength());
        List<List<GroundedTask<List<NamedSpan>>>> entityTasks =
                texts.stream().map(text -> entities.tasks(text, null)).toList();
        Counted first = count(entityTasks.stream().flatMap(List::stream).toList());
        List<GroundedTask<?>> relationTasks = new ArrayList<>();
        long mentions = 0;
        for (int i = 0; i < texts.size(); i++) {
            List<NamedSpan> spans = GroundedEntities.merge(
                    entityTasks.get(i).stream().map(GroundedTask::result).toList());
            mentions += spans.size();
            relationTasks.addAll(relations.tasks(texts.get(i), null, entities(texts.get(i), spans)));
        }
        Counted second = count(relationTasks);
        long found = relationTasks.stream()
                .mapToLong(task -> ((List<?>) task.result()).size())
                .sum();
        return new Result(
                texts.size(),
                texts.stream()
                        .mapToLong(text -> text.codePointCount(0, text.length()))
                        .sum(),
                new Role(first.counts, first.seconds, mentions),
                new Role(second.counts, second.seconds, found));
    }

    /** An entity of a text: mentions of one type and one normalised name. */
    private record Entity(String type, String name) {}

    private static List<EntityMentions> entities(String text, List<NamedSpan> spans) {
        CodePoints points = CodePoints.of(text);
        Map<Entity, List<NamedSpan>> mentions = new LinkedHashMap<>();
        for (NamedSpan span : spans) {
            Entity entity = new Entity(span.type(), Names.normalize(points.slice(span.start(), span.end())));
            mentions.computeIfAbsent(entity, key -> new ArrayList<>()).add(span);
        }
        List<EntityMentions> entities = new ArrayList<>();
        mentions.forEach((entity, of) -> entities.add(new EntityMentions(entity.type, of)));
        return entities;
    }

    private record Counted(DecoderCounters.Sums counts, double seconds) {}

    private Counted count(List<? extends GroundedTask<?>> tasks) throws InterruptedException, ExecutionException {
        DecoderCounters counters = new DecoderCounters();
        long largest = tasks.stream()
                .mapToLong(task -> ContinuousBatch.cacheBytes(
                        model,
                        task.sharedPrefix().length + task.prompt().length + task.maxTokens(),
                        task.sharedPrefix().length))
                .max()
                .orElse(1);
        long start = System.nanoTime();
        try (ContinuousBatch batch = new ContinuousBatch(
                model,
                BatchOptions.of(BatchOptions.Mode.PROPOSED, sequences * largest, sequences),
                counters,
                System::nanoTime)) {
            List<CompletableFuture<int[]>> said = new ArrayList<>();
            for (GroundedTask<?> task : tasks) {
                said.add(batch.submit(new Generation(
                        task.sharedPrefix(), task.prompt(), task.grammar(), task.maxTokens(), Long.MAX_VALUE)));
            }
            Thread driver = new Thread(batch, "grounded bench");
            driver.start();
            for (CompletableFuture<int[]> each : said) {
                each.get();
            }
            batch.close();
            driver.join();
        }
        return new Counted(counters.sums(), (System.nanoTime() - start) / 1e9);
    }
}
