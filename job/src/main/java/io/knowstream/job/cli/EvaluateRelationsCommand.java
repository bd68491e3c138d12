package io.knowstream.job.cli;

import io.knowstream.graph.DocumentGraph;
import io.knowstream.job.evaluate.Bootstrap;
import io.knowstream.job.evaluate.GoldFormat;
import io.knowstream.job.evaluate.GoldNames;
import io.knowstream.job.evaluate.GoldSet;
import io.knowstream.job.evaluate.RelationEvaluation;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code evaluate relations}: how well relations are found. */
@Command(
        name = "relations",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "How well relations are found: end to end, and between the annotated entities. A relation is right if its"
                    + " property is, and subject and object each have a mention at the very place of a mention of the"
                    + " annotated entity. Formats: docred (Re-DocRED), knowledgenet, tekgen, fewrel; the last three"
                    + " annotate some facts of each text, so that what else is found may be right and counts as wrong.",
            ""
        })
final class EvaluateRelationsCommand implements Callable<Integer> {

    @Mixin
    private EvaluationArguments arguments;

    @Override
    public Integer call() throws Exception {
        GoldSet gold = arguments.gold(GoldFormat.Task.RELATIONS);
        Bootstrap bootstrap = arguments.bootstrap();
        EvaluationAnswer answer = new EvaluationAnswer(gold, GoldFormat.Task.RELATIONS, bootstrap);
        try (WorkDirectory work = WorkDirectory.create();
                Terminal terminal = Terminal.open()) {
            EvaluationJob job = arguments.job(gold.documents(), work, terminal);
            List<DocumentGraph> found = job.read();
            List<DocumentGraph> given = job.read(GoldNames.of(gold.documents(), found));
            RelationEvaluation endToEnd = RelationEvaluation.of(gold, found, bootstrap);
            RelationEvaluation withEntities = RelationEvaluation.of(gold, given, bootstrap);
            answer.scores(
                    "relations",
                    "relations",
                    List.of(
                            withEntities.all().named("given entities"),
                            endToEnd.all().named("end to end")));
            answer.scores("given entities, by property", "propertiesGivenEntities", withEntities.properties());
            answer.scores("end to end, by property", "propertiesEndToEnd", endToEnd.properties());
        }
        answer.print(arguments.json());
        return 0;
    }
}
