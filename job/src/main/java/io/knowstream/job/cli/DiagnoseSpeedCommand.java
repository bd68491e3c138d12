package io.knowstream.job.cli;

import io.knowstream.job.diagnose.SpeedCheck;
import picocli.CommandLine.Command;

/** {@code diagnose speed}: what takes the time of a running job. */
@Command(
        name = "speed",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Looks at the speed of a running job: where a document spends its time, which stage is the bottleneck, which task holds others back.",
            ""
        })
final class DiagnoseSpeedCommand extends DiagnoseJobCommand {

    DiagnoseSpeedCommand() {
        super(SpeedCheck::of);
    }
}
