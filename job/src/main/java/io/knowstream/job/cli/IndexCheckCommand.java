package io.knowstream.job.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.knowstream.index.DamagedIndexException;
import io.knowstream.index.PublishedIndex;
import io.knowstream.index.PublishedIndex.Damage;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code index check}: whether every file is what was published. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Reads every byte of every file that a published state or a savepoint needs, and compares lengths and checksums"
                    + " with those that were published. Exits with 1 if something is wrong.",
            ""
        })
final class IndexCheckCommand implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Mixin
    private IndexArguments arguments;

    @Override
    public Integer call() throws IOException {
        List<Damage> damages = damages();
        for (Damage damage : damages) {
            System.out.println(arguments.json() ? JSON.writeValueAsString(damage) : damage.message());
        }
        if (damages.isEmpty() && !arguments.json()) {
            System.out.println("all files are whole");
        }
        return damages.isEmpty() ? 0 : 1;
    }

    private List<Damage> damages() throws IOException {
        PublishedIndex index;
        try {
            index = arguments.open();
        } catch (DamagedIndexException e) {
            return List.of(new Damage(e.file(), e.getMessage()));
        }
        return index.check();
    }
}
