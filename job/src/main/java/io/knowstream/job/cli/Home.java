package io.knowstream.job.cli;

import java.nio.file.Path;

/** Where the project lies and where the local commands keep what nobody named a place for. */
final class Home {

    private Home() {}

    /** The directory of {@code ./knowstream}. */
    static Path project() {
        return Path.of(System.getProperty("knowstream.home", "."));
    }

    /** {@code .knowstream} in it, which git ignores. */
    static Path directory() {
        return project().resolve(".knowstream");
    }
}
