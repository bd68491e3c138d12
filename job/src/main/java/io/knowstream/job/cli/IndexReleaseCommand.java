package io.knowstream.job.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.knowstream.index.PublishedIndex;
import io.knowstream.index.PublishedIndex.Release;
import io.knowstream.index.PublishedIndex.Savepoint;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code index release}: lets the files of savepoints go. */
@Command(
        name = "release",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Lets the index's files of savepoints go that nobody will restore any more, and removes those that nothing else"
                    + " needs. The savepoint itself is Flink's to delete. What is released already is no error.",
            ""
        })
final class IndexReleaseCommand implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Parameters(
            paramLabel = "SAVEPOINT",
            arity = "0..*",
            description = "Names as 'index list' prints them, or their numbers where no two savepoints have one.")
    private List<String> savepoints = new ArrayList<>();

    @Option(names = "--all", description = "All savepoints.")
    private boolean all;

    @Option(
            names = "--older-than",
            converter = DurationConverter.class,
            paramLabel = "AGE",
            description = "All savepoints that are older, e.g. '30 d'.")
    private Duration olderThan;

    @Mixin
    private IndexArguments arguments;

    @Override
    public Integer call() throws IOException {
        if ((savepoints.isEmpty() ? 0 : 1) + (all ? 1 : 0) + (olderThan == null ? 0 : 1) != 1) {
            throw new UsageException(
                    "index release needs to know what: names of savepoints, --all or --older-than AGE");
        }
        PublishedIndex index = arguments.open();
        Release release = index.release(chosen(index));
        if (arguments.json()) {
            System.out.println(JSON.writeValueAsString(release));
        } else {
            release.savepoints().forEach(name -> System.out.println("released " + name));
            System.out.println("removed " + release.files() + " files, " + ByteCount.text(release.bytes())
                    + " of them of released savepoints");
        }
        return 0;
    }

    private List<String> chosen(PublishedIndex index) throws IOException {
        if (all) {
            return index.savepointNames();
        }
        if (olderThan != null) {
            long before = Instant.now().minus(olderThan).toEpochMilli();
            return index.savepoints().stream()
                    .filter(savepoint -> savepoint.timestamp() < before)
                    .map(Savepoint::name)
                    .toList();
        }
        List<String> names = index.savepointNames();
        return savepoints.stream().map(wanted -> one(wanted, names)).toList();
    }

    private static String one(String wanted, List<String> names) {
        List<String> found =
                names.stream().filter(name -> name.startsWith(wanted + "-")).toList();
        if (found.size() > 1) {
            throw new UsageException("several savepoints have the number " + wanted + ": " + String.join(", ", found));
        }
        return found.isEmpty() ? wanted : found.get(0);
    }
}
