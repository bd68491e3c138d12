package io.knowstream.job.torture;

import io.knowstream.job.process.BrokerSettings;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What a torture is.
 *
 * @param seed determines what is done and what is sent; the time decides how much of it
 * @param length how long strikes are dealt out
 * @param work directory for everything; kept
 * @param broker where the broker is
 * @param taskManagers processes
 * @param slots of each
 * @param documents how many there are at most at a time
 */
public record TortureSettings(
        long seed, Duration length, Path work, BrokerSettings broker, int taskManagers, int slots, int documents) {}
