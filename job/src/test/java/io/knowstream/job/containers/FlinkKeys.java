package io.knowstream.job.containers;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.HighAvailabilityOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;

/** The keys of Flink's configuration: a misspelt one would be passed over without a word. */
final class FlinkKeys {

    /** Where each process shows its metrics. */
    static final String METRICS_PORT = "metrics.reporter.prometheus.port";

    /** What shows them. */
    static final String METRICS_FACTORY = "metrics.reporter.prometheus.factory.class";

    private static final Set<String> KNOWN = known(
            CheckpointingOptions.class,
            CoreOptions.class,
            HighAvailabilityOptions.class,
            JobManagerOptions.class,
            RestOptions.class,
            StateRecoveryOptions.class,
            TaskManagerOptions.class,
            WebOptions.class);

    private FlinkKeys() {}

    private static Set<String> known(Class<?>... options) {
        Set<String> keys = new TreeSet<>(List.of(METRICS_PORT, METRICS_FACTORY));
        for (Class<?> each : options) {
            for (Field field : each.getFields()) {
                if (Modifier.isStatic(field.getModifiers()) && field.getType() == ConfigOption.class) {
                    try {
                        keys.add(((ConfigOption<?>) field.get(null)).key());
                    } catch (IllegalAccessException e) {
                        throw new IllegalStateException(field + " is public", e);
                    }
                }
            }
        }
        return keys;
    }

    /** Fails if Flink has no such key. */
    static void require(String key) {
        assertThat(KNOWN).as("keys of Flink").contains(key);
    }
}
