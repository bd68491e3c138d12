package io.knowstream.job.monitor;

import java.util.List;

/** A profile as text for a terminal. */
public final class ProfileText {

    private ProfileText() {}

    /** The text, with the end of its last line. */
    public static String of(ProcessingProfile profile) {
        StringBuilder out = new StringBuilder();
        out.append(ProfileTables.summary(profile)).append("\n\n");
        TextTable.append(out, ProfileTables.STAGE_COLUMNS, ProfileTables.stages(profile));
        TextTable.append(out, ProfileTables.MODEL_COLUMNS, ProfileTables.models(profile));
        TextTable.append(out, ProfileTables.MEMORY_COLUMNS, ProfileTables.memory(profile.memory()));
        out.append(ProfileTables.efficiency(profile.memory())).append("\n\n");
        out.append("bottlenecks\n");
        list(out, ProfileTables.bottlenecks(profile));
        out.append(ProfileTables.slowest(profile)).append('\n');
        list(out, Bottlenecks.recommendations(Bottlenecks.slowest(profile)));
        return out.toString();
    }

    private static void list(StringBuilder out, List<String> items) {
        items.forEach(item -> out.append("  - ").append(item).append('\n'));
    }
}
