package io.knowstream.inference.catalogue;

import io.knowstream.inference.ModelException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The directory that models are installed in. Models are pulled into a hidden folder beside, checked there, and moved to
 * their place by one rename: what stands under a model's name is whole. Processes keep out of each other's way by a lock
 * file for each model. Thread-safe.
 */
public final class ModelStore {

    private final ModelCatalogue catalogue;
    private final Space space;

    /** Tells how much room there is. */
    interface Space {
        /** Bytes that can be written to a directory. */
        long usable(Path directory) throws IOException;
    }

    /** The directory of a catalogue. */
    public ModelStore(ModelCatalogue catalogue) {
        this(catalogue, directory -> Files.getFileStore(directory).getUsableSpace());
    }

    ModelStore(ModelCatalogue catalogue, Space space) {
        this.catalogue = catalogue;
        this.space = space;
    }

    /**
     * Installs a model, or finds it installed and intact. A form of weights other than the installed one replaces it. A
     * pull that is stopped, by whatever, goes on where it was when it is done again.
     *
     * @param quantization the form of the weights; null for the preferred one
     * @throws ModelException if the model cannot be had from there, or is none to install; says why
     */
    public PulledModel pull(String name, String quantization, ModelSource source, PullProgress.Listener listener)
            throws IOException, InterruptedException {
        ModelCard card = catalogue.card(name);
        Path target = requireOwn(card);
        Optional<String> wanted;
        try {
            wanted = card.quantization(quantization).map(Quantization::file);
        } catch (IllegalArgumentException e) {
            throw new ModelException(e.getMessage(), e);
        }
        Files.createDirectories(catalogue.directory());
        try (FileChannel channel =
                        FileChannel.open(lockFile(name), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = tryLock(channel)) {
            if (lock == null) {
                throw new ModelException("model " + name + " is being installed or removed by another process");
            }
            Optional<PulledModel> there = installed(card, target, wanted);
            if (there.isPresent()) {
                return there.get();
            }
            return new Pull(card, target, stagingDirectory(name), source, listener, space).run(quantization);
        }
    }

    private static FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private Optional<PulledModel> installed(ModelCard card, Path target, Optional<String> wanted) throws IOException {
        if (!Files.exists(target)) {
            return Optional.empty();
        }
        Optional<PullRecord> record;
        try {
            record = PullRecord.read(target);
        } catch (IOException e) {
            return Optional.empty();
        }
        if (record.isEmpty()) {
            if (!catalogue.isInstalled(card.name())) {
                throw new ModelException("model " + card.name() + " cannot be installed: there is a directory " + target
                        + " that was not pulled, and "
                        + catalogue.fault(card.name()).orElse("")
                        + ". Move it out of the way first");
            }
            // Put there by hand, so that nothing but its owner knows what it shall be.
            return Optional.of(new PulledModel(
                    card.name(),
                    target,
                    "put there by hand",
                    ModelLayout.onnxFile(card, target),
                    size(card.name()),
                    0,
                    true));
        }
        PullRecord held = record.get();
        boolean sameForm = wanted.isEmpty() || wanted.get().equals(held.onnxFile());
        return sameForm && held.faults(target).isEmpty()
                ? Optional.of(
                        new PulledModel(card.name(), target, held.origin(), held.onnxFile(), held.bytes(), 0, true))
                : Optional.empty();
    }

    /**
     * Removes a model, and what was left of a pull of it.
     *
     * @return the bytes freed
     * @throws ModelException if it is built in, not installed, or lies in a directory of its own
     */
    public long remove(String name) throws IOException {
        ModelCard card = catalogue.card(name);
        if (card.builtIn()) {
            throw new ModelException("model " + name + " is built in: it cannot be removed");
        }
        Path target = requireOwn(card);
        Path staging = stagingDirectory(name);
        if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS) && !Files.exists(staging)) {
            throw new ModelException("model " + name + " is not installed in " + catalogue.directory());
        }
        try (FileChannel channel =
                        FileChannel.open(lockFile(name), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = tryLock(channel)) {
            if (lock == null) {
                throw new ModelException("model " + name + " is being installed or removed by another process");
            }
            return Directories.delete(target) + Directories.delete(staging);
        }
    }

    /** What is wrong with an installed model; empty if nothing is. Reads its files, but remembers what it read. */
    public List<String> check(String name) throws IOException {
        return new ModelCheck(catalogue.card(name), catalogue.directory(name).orElse(null), Clock.systemUTC()).faults();
    }

    /** Bytes that an installed model takes on the disk; 0 for one that ships inside or is not there. */
    public long size(String name) throws IOException {
        Optional<Path> directory = catalogue.directory(name);
        if (directory.isEmpty() || !Files.isDirectory(directory.get())) {
            return 0;
        }
        try (Stream<Path> walk = Files.walk(directory.get())) {
            long bytes = 0;
            for (Path file : (Iterable<Path>) walk.filter(Files::isRegularFile)::iterator) {
                bytes += Files.size(file);
            }
            return bytes;
        }
    }

    private Path requireOwn(ModelCard card) {
        if (card.builtIn()) {
            throw new ModelException("model " + card.name() + " is built in: there is nothing to install");
        }
        if (card.directory() != null) {
            throw new ModelException("model " + card.name() + " lies in a directory of its own, " + card.directory()
                    + ", which is left alone");
        }
        return catalogue.directory().resolve(card.name());
    }

    private Path stagingDirectory(String name) {
        return catalogue.directory().resolve(".pull-" + name);
    }

    private Path lockFile(String name) throws IOException {
        return Files.createDirectories(catalogue.directory()).resolve(".lock-" + name);
    }
}
