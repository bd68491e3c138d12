package io.knowstream.job.diagnose;

import io.knowstream.index.DamagedIndexException;
import io.knowstream.index.PublishedIndex;
import io.knowstream.index.PublishedIndex.Damage;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/** Whether an index is whole, for the diagnosis of state. */
final class IndexReading {

    /** Every byte is read: of an index that takes longer that is what the command index check is for. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /**
     * What was found.
     *
     * @param figure what was looked at
     */
    record Result(String figure, Optional<Finding> finding) {}

    private IndexReading() {}

    /** Reads the index at an {@code index.path}. */
    static Result read(String path) throws InterruptedException {
        try {
            return BoundedCall.of(() -> check(path), PATIENCE)
                    .orElseGet(() -> new Result(
                            path + ": not read within " + PATIENCE.toSeconds() + " s; ./knowstream index check --index "
                                    + path + " does",
                            Optional.empty()));
        } catch (ExecutionException e) {
            return e.getCause() instanceof NoSuchFileException
                    ? new Result(path + ": nothing there", Optional.of(StateCodes.INDEX_MISSING.found(path)))
                    : new Result(
                            path, Optional.of(StateCodes.INDEX_UNREADABLE.found(path, String.valueOf(e.getCause()))));
        }
    }

    private static Result check(String path) throws IOException {
        List<Damage> damages;
        int states = 0;
        try {
            PublishedIndex index = PublishedIndex.at(path);
            states = index.manifests().size();
            damages = index.check();
        } catch (DamagedIndexException e) {
            damages = List.of(new Damage(e.file(), e.getMessage()));
        }
        return new Result(
                path + ": " + states + " published states, " + (damages.isEmpty() ? "all files are whole" : "damaged"),
                damages.isEmpty()
                        ? Optional.empty()
                        : Optional.of(StateCodes.INDEX_DAMAGED.found(
                                path, damages.size(), damages.get(0).message())));
    }
}
