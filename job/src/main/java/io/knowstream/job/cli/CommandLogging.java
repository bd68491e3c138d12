package io.knowstream.job.cli;

import java.nio.file.Path;
import java.util.Arrays;
import org.slf4j.LoggerFactory;

/** Logging of the local commands: warnings to a file, the console quiet unless {@code -v} is given. */
final class CommandLogging {

    private static final String CONFIGURATION = "classpath:io/knowstream/job/cli/log4j2.properties";
    private static final String FILE = "knowstream.log.file";
    private static final String CONSOLE_LEVEL = "knowstream.log.console";
    private static final String FILE_LEVEL = "knowstream.log.level";

    private CommandLogging() {}

    /** To be called before anything logs. */
    static void configure(String[] args) {
        System.setProperty("log4j2.configurationFile", CONFIGURATION);
        System.setProperty(FILE, Home.directory().resolve("knowstream.log").toString());
        boolean verbose =
                Arrays.asList(args).contains("-v") || Arrays.asList(args).contains("--verbose");
        System.setProperty(CONSOLE_LEVEL, verbose ? "info" : "off");
        System.setProperty(FILE_LEVEL, verbose ? "info" : "warn");
        // Ctrl-C in the middle of its start would make it noisy.
        LoggerFactory.getLogger(CommandLogging.class);
    }

    static boolean verbose() {
        return "info".equals(System.getProperty(CONSOLE_LEVEL));
    }

    static Path file() {
        return Path.of(System.getProperty(FILE, "knowstream.log"));
    }
}
