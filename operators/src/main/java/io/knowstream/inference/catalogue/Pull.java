package io.knowstream.inference.catalogue;

import io.knowstream.inference.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One pull of a model: gets files into a staging directory, checks them, and moves the directory to its place. Used by
 * one thread, which holds the model's lock.
 *
 * <p>A file on its way is called after its checksum: if the source has another file by the next run, nothing of the old
 * one is taken for its beginning.
 */
final class Pull {

    /** Room that is left to others. */
    private static final long MARGIN = 64L << 20;

    private final ModelCard card;
    private final Path target;
    private final Path staging;
    private final ModelSource source;
    private final PullProgress.Listener listener;
    private final ModelStore.Space space;
    private final long start = System.nanoTime();
    private long settled;
    private long transferred;
    private long total;

    Pull(
            ModelCard card,
            Path target,
            Path staging,
            ModelSource source,
            PullProgress.Listener listener,
            ModelStore.Space space) {
        this.card = card;
        this.target = target;
        this.staging = staging;
        this.source = source;
        this.listener = listener;
        this.space = space;
    }

    PulledModel run(String quantization) throws IOException, InterruptedException {
        String origin = source.origin(card);
        PullPlan plan = new PullPlan(card, quantization, source.list(card), origin);
        Files.createDirectories(staging);
        requireSpace(plan);
        Set<String> there = new HashSet<>();
        get(plan, there);
        plan.addExternalData(
                OnnxHeader.read(ModelPath.inside(staging, plan.onnxFile())).externalData(), origin);
        requireSpace(plan);
        get(plan, there);
        PullRecord record = new PullRecord(origin, plan.onnxFile(), plan.files());
        clean(there);
        record.write(staging);
        install();
        return new PulledModel(card.name(), target, origin, plan.onnxFile(), plan.bytes(), transferred, false);
    }

    private void requireSpace(PullPlan plan) throws IOException {
        total = plan.bytes();
        long missing = 0;
        for (RemoteFile file : plan.files()) {
            Path complete = staging.resolve(file.path());
            Path part = part(file);
            long have = Files.exists(complete) ? Files.size(complete) : Files.exists(part) ? Files.size(part) : 0;
            missing += Math.max(0, file.size() - have);
        }
        long usable = space.usable(staging);
        if (missing > 0 && missing > usable - MARGIN) {
            throw new ModelException("model " + card.name() + " needs " + missing + " more bytes in "
                    + staging.getParent() + " (there are " + usable + ", of which " + MARGIN + " are left alone)");
        }
    }

    private Path part(RemoteFile file) {
        return staging.resolve(file.path() + "." + file.checksum().hex().substring(0, 16) + ".part");
    }

    private void get(PullPlan plan, Set<String> there) throws IOException, InterruptedException {
        for (RemoteFile file : plan.files()) {
            if (there.add(file.path())) {
                get(file);
                settled += file.size();
            }
        }
    }

    private void get(RemoteFile file) throws IOException, InterruptedException {
        Path complete = staging.resolve(ModelPath.require(file.path(), "the name of a file"));
        Files.createDirectories(complete.getParent());
        if (holds(complete, file)) {
            return;
        }
        Files.deleteIfExists(complete);
        Path part = part(file);
        Path installed = target.resolve(file.path());
        if (holds(installed, file)) {
            Files.copy(installed, complete);
            return;
        }
        long before = Files.exists(part) ? Math.min(Files.size(part), file.size()) : 0;
        long already = transferred;
        source.fetch(card, file, part, bytes -> {
            transferred = already + Math.max(0, bytes - before);
            tell(file, bytes);
        });
        String mismatch = Files.size(part) == file.size() ? file.checksum().mismatch(part) : "another size";
        if (mismatch != null) {
            long size = Files.size(part);
            Files.delete(part);
            throw new ModelException("model " + card.name() + ": " + file.path() + " from " + source.origin(card)
                    + " is not what was declared: its "
                    + file.checksum().algorithm().text() + " is " + mismatch
                    + " (declared is " + file.checksum().hex() + "), " + size + " bytes. It is thrown away");
        }
        Files.move(part, complete, StandardCopyOption.ATOMIC_MOVE);
    }

    private static boolean holds(Path path, RemoteFile file) throws IOException {
        return Files.isRegularFile(path)
                && Files.size(path) == file.size()
                && file.checksum().mismatch(path) == null;
    }

    private void tell(RemoteFile file, long bytes) {
        double seconds = Math.max(1e-3, (System.nanoTime() - start) / 1e9);
        listener.progress(new PullProgress(file.path(), settled + bytes, total, (long) (transferred / seconds)));
    }

    /** Removes what earlier runs left. */
    private void clean(Set<String> there) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(staging)) {
            files = walk.filter(path -> !Files.isDirectory(path)).toList();
        }
        for (Path file : files) {
            String name = staging.relativize(file)
                    .toString()
                    .replace(staging.getFileSystem().getSeparator(), "/");
            if (!there.contains(name)) {
                Files.delete(file);
            }
        }
    }

    private void install() throws IOException {
        Path replaced = staging.resolveSibling(".old-" + card.name());
        Directories.delete(replaced);
        if (Files.exists(target)) {
            Files.move(target, replaced, StandardCopyOption.ATOMIC_MOVE);
        }
        try {
            Files.move(staging, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (Files.exists(replaced)) {
                Files.move(replaced, target, StandardCopyOption.ATOMIC_MOVE);
            }
            throw e;
        }
        Directories.delete(replaced);
    }
}
