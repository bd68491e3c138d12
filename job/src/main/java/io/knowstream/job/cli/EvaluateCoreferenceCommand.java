package io.knowstream.job.cli;

import io.knowstream.graph.DocumentGraph;
import io.knowstream.job.evaluate.Bootstrap;
import io.knowstream.job.evaluate.CoreferenceEvaluation;
import io.knowstream.job.evaluate.GoldFormat;
import io.knowstream.job.evaluate.GoldNames;
import io.knowstream.job.evaluate.GoldSet;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code evaluate coreference}: how well the names of a document are put together. */
@Command(
        name = "coreference",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "How well the mentions of a document are put together to entities: end to end, and those that are annotated."
                    + " The score is the mean F1 of MUC, B-cubed and CEAF-e. Formats: docred, gum (names alone).",
            ""
        })
final class EvaluateCoreferenceCommand implements Callable<Integer> {

    @Mixin
    private EvaluationArguments arguments;

    @Override
    public Integer call() throws Exception {
        GoldSet gold = arguments.gold(GoldFormat.Task.COREFERENCE);
        Bootstrap bootstrap = arguments.bootstrap();
        EvaluationAnswer answer = new EvaluationAnswer(gold, GoldFormat.Task.COREFERENCE, bootstrap);
        try (WorkDirectory work = WorkDirectory.create();
                Terminal terminal = Terminal.open()) {
            EvaluationJob job = arguments.job(gold.documents(), work, terminal);
            List<DocumentGraph> found = job.read();
            List<DocumentGraph> given = job.read(GoldNames.of(gold.documents(), found));
            answer.coreference("given names", "givenNames", CoreferenceEvaluation.of(gold, given, bootstrap));
            answer.coreference("end to end", "endToEnd", CoreferenceEvaluation.of(gold, found, bootstrap));
        }
        answer.print(arguments.json());
        return 0;
    }
}
