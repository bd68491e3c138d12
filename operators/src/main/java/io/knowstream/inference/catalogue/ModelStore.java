package io.knowstream.inference.catalogue;

import io.knowstream.inference.ModelException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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

    /** Lies in the directory of a model whose weights are random. */
    static final String STAND_IN = ".knowstream-stand-in";

    private final ModelCatalogue catalogue;
    private final Space space;

    /** Writes the files of a model. */
    public interface Contents {
        /** Writes them into a directory, which it makes. */
        void write(Path directory) throws IOException;
    }

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
        try (FileChannel channel = openLock(name);
                FileLock lock = lock(channel, name)) {
            Optional<PulledModel> there = installed(card, target, wanted);
            if (there.isPresent()) {
                return there.get();
            }
            return new Pull(card, target, stagingDirectory(name), source, listener, space).run(quantization);
        }
    }

    /**
     * Stands a model with random weights in the place of one that is not installed. A pull replaces it.
     *
     * @return whether it was written; false where a stand-in is there already
     * @throws ModelException if the model itself is there, or is none to install
     */
    public boolean standIn(String name, Contents contents) throws IOException {
        Path target = requireOwn(catalogue.card(name));
        try (FileChannel channel = openLock(name);
                FileLock lock = lock(channel, name)) {
            if (catalogue.isStandIn(name)) {
                return false;
            }
            if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
                throw new ModelException(target + " exists; 'models remove " + name + "' removes it");
            }
            Path unfinished = unfinishedStandIn(name);
            Directories.delete(unfinished);
            contents.write(unfinished);
            Files.createFile(unfinished.resolve(STAND_IN));
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
            return true;
        }
    }

    private FileChannel openLock(String name) throws IOException {
        Path file = Files.createDirectories(catalogue.directory()).resolve(".lock-" + name);
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    private static FileLock lock(FileChannel channel, String name) throws IOException {
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            throw new ModelException("model " + name + " is being installed or removed by another process");
        }
        return lock;
    }

    private Optional<PulledModel> installed(ModelCard card, Path target, Optional<String> wanted) throws IOException {
        if (!Files.exists(target) || catalogue.isStandIn(card.name())) {
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
        Path unfinished = unfinishedStandIn(name);
        if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS) && !Files.exists(staging) && !Files.exists(unfinished)) {
            throw new ModelException("model " + name + " is not installed in " + catalogue.directory());
        }
        try (FileChannel channel = openLock(name);
                FileLock lock = lock(channel, name)) {
            return Directories.delete(target) + Directories.delete(staging) + Directories.delete(unfinished);
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

    private Path unfinishedStandIn(String name) {
        return catalogue.directory().resolve(".stand-in-" + name);
    }
}
