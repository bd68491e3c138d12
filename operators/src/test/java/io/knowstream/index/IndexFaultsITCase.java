package io.knowstream.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.knowstream.graph.GraphChange;
import io.knowstream.graph.GraphChange.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.lucene.util.IOUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Walks through all steps of a history of an index and does to it, after each, what disks and crashes do.
 *
 * <p>The history: several shards, several checkpoints, a savepoint, an aborted checkpoint, a restart, a second attempt, the
 * savepoint's release, collections. A step is a file that appears or disappears. After each step, the state of the files
 * is what a crash at that moment leaves behind.
 */
class IndexFaultsITCase {

    private static final int SHARDS = 2;

    /** What is done to a file. */
    private enum Fault {
        TRUNCATE {
            @Override
            void apply(Path file, byte[] content) throws IOException {
                Files.write(file, Arrays.copyOf(content, content.length / 2));
            }
        },
        FLIP {
            @Override
            void apply(Path file, byte[] content) throws IOException {
                byte[] flipped = content.clone();
                flipped[content.length * 2 / 3] ^= 4;
                Files.write(file, flipped);
            }
        },
        DELETE {
            @Override
            void apply(Path file, byte[] content) throws IOException {
                Files.delete(file);
            }
        };

        abstract void apply(Path file, byte[] content) throws IOException;
    }

    @TempDir
    private Path index;

    @TempDir
    private Path copies;

    @TempDir
    private Path work;

    /** Whether every fault is tried, or one for each file, in turn. */
    private boolean every;

    private int steps;
    private int readings;
    private int restarts;
    private int detected;
    private IndexManifest completed;
    private String ofCompleted;
    private String published;
    private String before;
    private String halfPublished;
    private String next;
    private GraphReader open;

    @Test
    void everyFaultAtEveryStepIsDetectedOrHarmless() throws IOException {
        SteppedStore store = new SteppedStore(SegmentStore.at(index.toString()), this::afterStep);
        IndexManifest savepoint;
        try (TestingWriters first = writers(store, null)) {
            first.apply(List.of(person("Ada", 1), person("Bob", 1), person("Cleo", 1)));
            complete(first, first.prepare(1));
            open = GraphReader.open(index.toString());

            first.apply(List.of(person("Bob", 2), person("Dora", 1)));
            savepoint = first.prepare(2);
            first.mark(savepoint);
            complete(first, savepoint);

            first.apply(List.of(person("Never", 1)));
            IndexManifest aborted = first.prepare(3);
            assertThat(aborted.sameContent(savepoint)).isFalse();

            first.apply(
                    List.of(TestingGraph.delete(Kind.ENTITY, person("Ada", 1).id())));
            complete(first, first.prepare(4));
            everyRestart();

            first.apply(List.of(person("Lost", 1)));
            first.prepare(5);
        }
        try (TestingWriters second = writers(store, completed)) {
            second.apply(List.of(person("Eve", 1)));
            complete(second, second.prepare(6));
            everyRestart();
            new SavepointMarkers(store).delete(savepoint.checkpoint() + "-job");
            second.apply(List.of(person("Eve", 2), person("Fay", 1)));
            complete(second, second.prepare(7));
        }
        open.close();
        assertThat(steps).isGreaterThan(60);
        assertThat(detected).isGreaterThan(steps);
        System.out.printf(
                "%d steps, %d readings of which %d were refused, %d restarts%n", steps, readings, detected, restarts);
    }

    private TestingWriters writers(SegmentStore store, IndexManifest from) throws IOException {
        return TestingWriters.at(store, index.toString(), work.resolve("writers"), SHARDS, from);
    }

    private static GraphChange person(String name, int documents) {
        return GraphChange.upsert(TestingGraph.entity("Person", name, documents), documents);
    }

    /** Flink completes a checkpoint, which is what a restart goes back to, and then has it published. */
    private void complete(TestingWriters writers, IndexManifest manifest) throws IOException {
        completed = manifest;
        // What a reader of these files alone says, somewhere else.
        Path alone = copies.resolve("alone");
        copy(alone);
        TestingWriters.at(alone.toString(), work.resolve("alone"), SHARDS, manifest)
                .close();
        ofCompleted = TestingGraph.export(alone);
        IOUtils.rm(alone);
        next = ofCompleted;
        every = true;
        writers.complete(manifest);
    }

    private void afterStep(String changed) throws IOException {
        steps++;
        halfPublished = null;
        if (changed.startsWith(ManifestName.FOLDER) && Files.exists(index.resolve(changed))) {
            if (changed.equals(ManifestName.of(changed).path())) {
                before = published;
                published = next;
                // Its second file is not there yet, and the publisher has not been told that it is published.
                halfPublished = changed;
            }
        }
        if (open != null) {
            open.refresh();
            assertThat(TestingGraph.export(open))
                    .as("an open reader after " + changed)
                    .isEqualTo(published);
        }
        Path copy = copies.resolve("copy");
        copy(copy);
        assertThat(read(copy)).as("a new reader after " + changed).isEqualTo(published);
        List<Path> files = files(copy);
        for (int i = 0; i < files.size(); i++) {
            for (Fault fault : every ? List.of(Fault.values()) : List.of(Fault.values()[(steps + i) % 3])) {
                readWith(fault, copy, files.get(i), "after " + changed);
            }
        }
        every = false;
        restart(copy, "after " + changed);
        IOUtils.rm(copy);
    }

    private void readWith(Fault fault, Path copy, Path file, String when) throws IOException {
        String name = copy.relativize(file).toString();
        byte[] content = Files.readAllBytes(file);
        fault.apply(file, content);
        readings++;
        try {
            boolean asIfNotYet = name.equals(halfPublished) && fault == Fault.DELETE;
            assertThat(read(copy)).as(fault + " " + name + " " + when).isEqualTo(asIfNotYet ? before : published);
        } catch (DamagedIndexException e) {
            detected++;
            assertThat(e).as(fault + " " + when).hasMessageContaining(name);
            assertThat(e.file()).isEqualTo(name);
        }
        Files.write(file, content);
    }

    /** What a new reader says; null where nothing is published. */
    private static String read(Path copy) throws IOException {
        try {
            return TestingGraph.export(copy);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** All faults of all files at this moment, each before a restart from the last completed checkpoint. */
    private void everyRestart() throws IOException {
        Path copy = copies.resolve("restarts");
        copy(copy);
        int files = files(copy).size();
        IOUtils.rm(copy);
        for (int i = 0; i < files; i++) {
            for (Fault fault : Fault.values()) {
                copy(copy);
                Path file = files(copy).get(i);
                String name = copy.relativize(file).toString();
                fault.apply(file, Files.readAllBytes(file));
                try {
                    restart(copy, fault + " " + name);
                } catch (DamagedIndexException e) {
                    assertThat(e).as(fault.toString()).hasMessageContaining(name);
                    assertThat(e.file()).isEqualTo(name);
                }
                IOUtils.rm(copy);
            }
        }
    }

    /** Goes on from the last completed checkpoint, in a copy, and publishes another one. */
    private void restart(Path copy, String when) throws IOException {
        restarts++;
        try (TestingWriters writers =
                TestingWriters.at(copy.toString(), work.resolve("restarted"), SHARDS, completed)) {
            if (completed != null) {
                assertThat(read(copy)).as("restored " + when).isEqualTo(ofCompleted);
            }
            writers.apply(List.of(person("Zoe", 1)));
            IndexManifest manifest = writers.prepare(100);
            assertThat(writers.complete(manifest)).isEqualTo(ManifestLog.Outcome.PUBLISHED);
            String now = read(copy);
            assertThat(now).as("went on " + when).contains("Zoe");
            if (completed != null) {
                assertThat(now.lines().filter(line -> !line.contains("Zoe")))
                        .containsExactlyElementsOf(ofCompleted.lines().toList());
            }
        }
    }

    private void copy(Path target) throws IOException {
        for (Path file : files(index)) {
            Path to = target.resolve(index.relativize(file));
            Files.createDirectories(to.getParent());
            Files.copy(file, to);
        }
    }

    private static List<Path> files(Path root) throws IOException {
        try (Stream<Path> walk = Files.walk(root)) {
            return walk.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
