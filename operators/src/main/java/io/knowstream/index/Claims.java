package io.knowstream.index;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Numbers of attempts: each is taken once, and is higher than all that were taken before.
 *
 * <p>Who wants a number writes a file under it with a name of his own, then lists all. If the number is the highest and
 * nobody else's, it is his: whoever writes later sees his file. Otherwise he takes the file back and tries a higher one
 * after a random while. This needs no more of a store than that a list shows what was written before it (Lamport's
 * bakery, with the lists of the store for memory). Safe for use by many threads and processes.
 */
final class Claims {

    private static final String FOLDER = "claims";
    private static final int FIRST_WAIT_MILLIS = 4;
    private static final int LONGEST_WAIT_MILLIS = 1_000;

    private final SegmentStore store;
    private final ManifestLog log;

    Claims(SegmentStore store, ManifestLog log) {
        this.store = store;
        this.log = log;
    }

    /**
     * Takes a number that is higher than every number taken before.
     *
     * @param owner by whom, for the person who looks
     */
    long claim(String owner) throws IOException {
        return claim(owner, 0);
    }

    /** The same, and higher than a number that is known to have been taken in an index whose files may be lost. */
    long claim(String owner, long known) throws IOException {
        // Manifests too, in case that claims were lost: an attempt must never be called as one before.
        long published = log.headName().map(ManifestName::attempt).orElse(0L);
        long highest = Math.max(known, Math.max(highest(store.list(FOLDER)), published));
        for (int wait = FIRST_WAIT_MILLIS; ; wait = Math.min(2 * wait, LONGEST_WAIT_MILLIS)) {
            long next = highest + 1;
            String prefix = FOLDER + "/" + ManifestName.digits(next) + "-";
            String mine = prefix + UUID.randomUUID();
            store.write(mine, owner.getBytes(StandardCharsets.UTF_8));
            List<String> now = store.list(FOLDER);
            highest = highest(now);
            if (highest == next
                    && now.stream().filter(name -> name.startsWith(prefix)).allMatch(mine::equals)) {
                return next;
            }
            store.delete(mine);
            pause(ThreadLocalRandom.current().nextInt(wait));
            highest = Math.max(highest, highest(store.list(FOLDER)));
        }
    }

    /** Removes the claims below a number. */
    void deleteBelow(long number) throws IOException {
        for (String name : store.list(FOLDER)) {
            if (numberOf(name) < number) {
                store.delete(name);
            }
        }
    }

    private static long highest(List<String> names) {
        return names.isEmpty() ? 0 : numberOf(names.get(names.size() - 1));
    }

    private static long numberOf(String name) {
        return Long.parseLong(name.substring(FOLDER.length() + 1, name.indexOf('-')));
    }

    private static void pause(int millis) throws InterruptedIOException {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while claiming a number");
        }
    }
}
