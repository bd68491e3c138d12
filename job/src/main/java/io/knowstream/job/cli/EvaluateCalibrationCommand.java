package io.knowstream.job.cli;

import io.knowstream.graph.DocumentGraph;
import io.knowstream.job.evaluate.Bootstrap;
import io.knowstream.job.evaluate.EntityEvaluation;
import io.knowstream.job.evaluate.GoldFormat;
import io.knowstream.job.evaluate.GoldNames;
import io.knowstream.job.evaluate.GoldSet;
import io.knowstream.job.evaluate.RelationEvaluation;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code evaluate calibration}: whether confidences are probabilities. */
@Command(
        name = "calibration",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Whether confidences say how likely it is that something is right: the expected calibration error, in ten bins"
                    + " of confidence. What is below a threshold of the configuration is not found and does not count.",
            ""
        })
final class EvaluateCalibrationCommand implements Callable<Integer> {

    enum What {
        ENTITIES(GoldFormat.Task.ENTITIES),
        RELATIONS(GoldFormat.Task.RELATIONS);

        final GoldFormat.Task task;

        What(GoldFormat.Task task) {
            this.task = task;
        }
    }

    @Option(
            names = "--of",
            defaultValue = "ENTITIES",
            paramLabel = "WHAT",
            description = "entities (the default) or relations, with the formats of 'evaluate entities' and 'evaluate"
                    + " relations'.")
    private What what;

    @Mixin
    private EvaluationArguments arguments;

    @Override
    public Integer call() throws Exception {
        GoldSet gold = arguments.gold(what.task);
        Bootstrap bootstrap = arguments.bootstrap();
        EvaluationAnswer answer = new EvaluationAnswer(gold, what.task, bootstrap);
        try (WorkDirectory work = WorkDirectory.create();
                Terminal terminal = Terminal.open()) {
            EvaluationJob job = arguments.job(gold.documents(), work, terminal);
            List<DocumentGraph> found = job.read();
            if (what == What.ENTITIES) {
                answer.calibration("entities", EntityEvaluation.calibration(gold, found, bootstrap));
            } else {
                List<DocumentGraph> given = job.read(GoldNames.of(gold.documents(), found));
                answer.calibration(
                        "relationsGivenEntities",
                        RelationEvaluation.calibration("relations, given entities", gold, given, bootstrap));
                answer.calibration(
                        "relationsEndToEnd",
                        RelationEvaluation.calibration("relations, end to end", gold, found, bootstrap));
            }
        }
        answer.print(arguments.json());
        return 0;
    }
}
