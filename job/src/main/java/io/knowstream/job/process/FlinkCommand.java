package io.knowstream.job.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint;
import org.apache.flink.runtime.jobmanager.JobManagerProcessUtils;
import org.apache.flink.runtime.taskexecutor.TaskManagerRunner;
import org.apache.flink.runtime.util.config.memory.ProcessMemoryUtils;

/**
 * How a process of Flink is started: what Flink's own scripts put together from its configuration, memory included.
 *
 * @param jvmOptions options of the JVM
 * @param main Flink's entry point
 * @param arguments of the main method
 */
public record FlinkCommand(List<String> jvmOptions, String main, List<String> arguments) {

    public FlinkCommand {
        jvmOptions = List.copyOf(jvmOptions);
        arguments = List.copyOf(arguments);
    }

    /**
     * The job manager of a session cluster.
     *
     * @param configuration what is in {@code conf}
     * @param conf directory of Flink's configuration file
     */
    public static FlinkCommand jobManager(Configuration configuration, Path conf) {
        var memory = JobManagerProcessUtils.processSpecFromConfig(configuration);
        return of(
                StandaloneSessionClusterEntrypoint.class,
                jvmOptions(
                        configuration,
                        CoreOptions.FLINK_JM_JVM_OPTIONS,
                        JobManagerProcessUtils.generateJvmParametersStr(memory, configuration)),
                conf,
                JobManagerProcessUtils.generateDynamicConfigsStr(memory));
    }

    /** A task manager; see {@link #jobManager}. */
    public static FlinkCommand taskManager(Configuration configuration, Path conf) {
        var memory = TaskExecutorProcessUtils.processSpecFromConfig(configuration);
        return of(
                TaskManagerRunner.class,
                jvmOptions(
                        configuration,
                        CoreOptions.FLINK_TM_JVM_OPTIONS,
                        ProcessMemoryUtils.generateJvmParametersStr(memory)),
                conf,
                TaskExecutorProcessUtils.generateDynamicConfigsStr(memory));
    }

    private static FlinkCommand of(Class<?> main, List<String> jvmOptions, Path conf, String dynamic) {
        List<String> arguments = new ArrayList<>(List.of("--configDir", conf.toString()));
        arguments.addAll(words(dynamic));
        return new FlinkCommand(jvmOptions, main.getName(), arguments);
    }

    private static List<String> jvmOptions(Configuration configuration, ConfigOption<String> own, String memory) {
        return Stream.of(configuration.get(CoreOptions.FLINK_JVM_OPTIONS), configuration.get(own), memory)
                .flatMap(options -> words(options).stream())
                .toList();
    }

    private static List<String> words(String text) {
        return text.isBlank() ? List.of() : List.of(text.trim().split("\\s+"));
    }

    /** The same with a setting that is this process' alone. */
    public FlinkCommand with(String key, String value) {
        List<String> more = new ArrayList<>(arguments);
        more.addAll(List.of("-D", key + "=" + value));
        return new FlinkCommand(jvmOptions, main, more);
    }
}
