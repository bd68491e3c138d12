package io.knowstream.job.containers;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Commands that this machine may have. */
final class TestingCommands {

    private TestingCommands() {}

    /** Whether a command is on the {@code PATH}. */
    static boolean isInstalled(String name) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
    }
}
