package io.knowstream.job.cli;

import io.knowstream.job.evaluate.Bootstrap;
import io.knowstream.job.evaluate.EntityEvaluation;
import io.knowstream.job.evaluate.GoldFormat;
import io.knowstream.job.evaluate.GoldSet;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code evaluate entities}: how well mentions are found. */
@Command(
        name = "entities",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "How well mentions of entities are found. Strict: of the very place, and of a type that the annotation allows;"
                    + " untyped: of the place alone. Formats: docred, gum, litbank, wnut17, broad-twitter, crossner,"
                    + " sec-filings; of gum and litbank only names count.",
            ""
        })
final class EvaluateEntitiesCommand implements Callable<Integer> {

    @Mixin
    private EvaluationArguments arguments;

    @Override
    public Integer call() throws Exception {
        GoldSet gold = arguments.gold(GoldFormat.Task.ENTITIES);
        Bootstrap bootstrap = arguments.bootstrap();
        EvaluationAnswer answer = new EvaluationAnswer(gold, GoldFormat.Task.ENTITIES, bootstrap);
        try (WorkDirectory work = WorkDirectory.create();
                Terminal terminal = Terminal.open()) {
            EntityEvaluation evaluation = EntityEvaluation.of(
                    gold, arguments.job(gold.documents(), work, terminal).read(), bootstrap);
            answer.scores("entities", "entities", List.of(evaluation.strict(), evaluation.untyped()));
            answer.scores("strict, by type", "types", evaluation.types());
        }
        answer.print(arguments.json());
        return 0;
    }
}
