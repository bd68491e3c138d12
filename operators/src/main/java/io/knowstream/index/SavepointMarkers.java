package io.knowstream.index;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * What savepoints need of the index: a file for each shard of a savepoint, written before the savepoint is acknowledged.
 *
 * <p>A manifest is not enough, as it is published later or, where nothing has changed, not at all. The files that a marker
 * names stay until the marker is deleted. Safe for use by many threads and processes.
 */
final class SavepointMarkers {

    /** The folder of all markers in the store. */
    static final String FOLDER = "savepoints";

    /**
     * A shard of a savepoint.
     *
     * @param format version of this form
     * @param job the job that made the savepoint, as Flink writes its id
     * @param checkpoint the savepoint's number in that job
     * @param timestamp when it was begun, in milliseconds since 1970; for people and for no decision of the job
     * @param shards how many shards the index has
     * @param commit the files
     */
    record Marker(int format, String job, long checkpoint, long timestamp, int shards, ShardCommit commit) {

        /** The current {@link #format}. */
        static final int FORMAT = 1;

        /** What a savepoint is called: unique, and sorted by its number. */
        String savepoint() {
            return checkpoint + "-" + job;
        }

        String path() {
            return FOLDER + "/" + savepoint() + "/" + commit.shard() + "-" + commit.attempt();
        }
    }

    private final SegmentStore store;
    /** Markers that were read, by their files: they never change. */
    private final Map<String, Marker> known = new ConcurrentHashMap<>();

    SavepointMarkers(SegmentStore store) {
        this.store = store;
    }

    void write(Marker marker) throws IOException {
        store.write(marker.path(), ChecksummedJson.write(marker));
    }

    /** Takes back the markers of a savepoint that was given up. */
    void delete(Marker marker) throws IOException {
        store.delete(marker.path());
    }

    /** All markers by the names of their savepoints; {@link DamagedIndexException} where one is not whole. */
    TreeMap<String, List<Marker>> read() throws IOException {
        List<DamagedIndexException> damages = new ArrayList<>();
        TreeMap<String, List<Marker>> markers = read(damages::add);
        if (!damages.isEmpty()) {
            throw damages.get(0);
        }
        return markers;
    }

    /** All markers that are whole, and what is wrong with the others. */
    TreeMap<String, List<Marker>> read(Consumer<DamagedIndexException> damages) throws IOException {
        TreeMap<String, List<Marker>> markers = new TreeMap<>();
        List<String> files = store.list(FOLDER);
        known.keySet().retainAll(files);
        for (String file : files) {
            try {
                Marker marker = known.get(file);
                if (marker == null) {
                    marker = ChecksummedJson.read(file, store.read(file), Marker.class);
                    known.put(file, marker);
                }
                markers.computeIfAbsent(marker.savepoint(), savepoint -> new ArrayList<>())
                        .add(marker);
            } catch (NoSuchFileException e) {
                // Released since.
                continue;
            } catch (DamagedIndexException e) {
                damages.accept(e);
            }
        }
        return markers;
    }

    /** The names of all savepoints, whether their markers are whole or not. */
    List<String> names() throws IOException {
        return store.list(FOLDER).stream()
                .map(SavepointMarkers::savepointOf)
                .distinct()
                .toList();
    }

    /** Deletes all markers of a savepoint. */
    void delete(String savepoint) throws IOException {
        for (String file : store.list(FOLDER + "/" + savepoint)) {
            store.delete(file);
        }
    }

    private static String savepointOf(String file) {
        return file.split("/")[1];
    }
}
