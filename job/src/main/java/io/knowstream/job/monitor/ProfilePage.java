package io.knowstream.job.monitor;

import io.knowstream.metrics.Stage;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/** A profile as a page. */
public final class ProfilePage {

    private ProfilePage() {}

    /**
     * The page as HTML.
     *
     * @param of what was profiled
     */
    public static String of(String of, ProcessingProfile profile) throws IOException {
        List<String> stages = Stream.of(Stage.values()).map(Stage::key).toList();
        List<Double> seconds = profile.stages().stream()
                .map(stage -> ProfileTables.seconds(stage.micros()))
                .toList();
        List<Double> allocated = profile.stages().stream()
                .map(stage -> ProfileTables.megabytes(stage.allocatedBytes()))
                .toList();
        ChartPage page = new ChartPage("Profile of " + of)
                .paragraph(ProfileTables.summary(profile) + ".")
                .section("Bottlenecks")
                .list(ProfileTables.bottlenecks(profile))
                .paragraph(ProfileTables.slowest(profile))
                .list(Bottlenecks.recommendations(Bottlenecks.slowest(profile)))
                .section("Stages")
                .chart(Chart.of(Chart.Kind.DOUGHNUT, "Time by stage", "s", stages, seconds))
                .chart(Chart.of(Chart.Kind.BAR, "Allocated on the heap by stage", "MB", stages, allocated))
                .table(ProfileTables.STAGE_COLUMNS, ProfileTables.stages(profile))
                .section("Models");
        models(page, profile.models());
        return page.table(ProfileTables.MODEL_COLUMNS, ProfileTables.models(profile))
                .section("Memory")
                .table(ProfileTables.MEMORY_COLUMNS, ProfileTables.memory(profile.memory()))
                .paragraph(ProfileTables.efficiency(profile.memory()) + ".")
                .toHtml();
    }

    private static void models(ChartPage page, List<ModelFigures> models) {
        page.chart(new Chart(
                Chart.Kind.BAR,
                "Time by model",
                "s",
                models.stream().map(ModelFigures::model).toList(),
                List.of(
                        new Chart.Series(
                                "at work",
                                models.stream()
                                        .map(model -> ProfileTables.seconds(model.micros()))
                                        .toList()),
                        new Chart.Series(
                                "loads",
                                models.stream()
                                        .map(model -> ProfileTables.seconds(model.loadMicros()))
                                        .toList()))));
    }
}
