package io.knowstream.inference.catalogue;

import io.knowstream.inference.ModelException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Models in a directory at hand: that of one model, or one with a folder for each, called by the model's name or by its
 * repository ({@code owner/name}). Files of a model that was pulled before are checked against what its hub declared.
 */
public final class OfflineModels implements ModelSource {

    private static final int MAX_DEPTH = 4;
    private static final int MAX_FILES = 10_000;
    private static final int CHUNK = 1 << 20;

    private final Path directory;

    /** Models in a directory. */
    public OfflineModels(Path directory) {
        this.directory = directory;
    }

    @Override
    public String origin(ModelCard card) {
        return find(card).toString();
    }

    private Path find(ModelCard card) {
        List<Path> candidates = new ArrayList<>(List.of(directory.resolve(card.name())));
        for (String repository : new String[] {card.onnxRepository(), card.repository()}) {
            if (repository != null) {
                candidates.add(directory.resolve(repository));
            }
        }
        candidates.add(directory);
        for (Path candidate : candidates) {
            if (Files.isRegularFile(candidate.resolve(ModelLayout.CONFIG))) {
                return candidate;
            }
        }
        throw new ModelException("model " + card.name() + " is not in " + directory + ": there is no "
                + ModelLayout.CONFIG + " in "
                + candidates.stream().map(Path::toString).collect(Collectors.joining(", ")));
    }

    @Override
    public List<RemoteFile> list(ModelCard card) throws IOException, InterruptedException {
        Path root = find(card);
        if (Files.exists(root.resolve(ModelStore.STAND_IN))) {
            throw new ModelException("model " + card.name() + " in " + root + " is a stand-in with random weights");
        }
        Map<String, RemoteFile> declared = PullRecord.read(root).map(PullRecord::files).orElse(List.of()).stream()
                .collect(Collectors.toMap(RemoteFile::path, file -> file));
        List<Path> found;
        try (Stream<Path> walk = Files.walk(root, MAX_DEPTH, FileVisitOption.FOLLOW_LINKS)) {
            found = walk.filter(Files::isRegularFile)
                    .limit(MAX_FILES + 1L)
                    .sorted()
                    .toList();
        }
        if (found.size() > MAX_FILES) {
            throw new ModelException(root + " holds more than " + MAX_FILES + " files: it is not a model's directory");
        }
        List<RemoteFile> files = new ArrayList<>();
        for (Path file : found) {
            String name = root.relativize(file)
                    .toString()
                    .replace(root.getFileSystem().getSeparator(), "/");
            if (name.startsWith(".") || !PullPlan.mayNeed(name)) {
                continue;
            }
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            files.add(
                    declared.containsKey(name)
                            ? declared.get(name)
                            : new RemoteFile(
                                    name,
                                    Files.size(file),
                                    new Checksum(Checksum.Algorithm.SHA256, Checksum.Algorithm.SHA256.of(file))));
        }
        return RemoteFile.requireDistinct(files);
    }

    @Override
    public void fetch(ModelCard card, RemoteFile file, Path part, LongConsumer progress)
            throws IOException, InterruptedException {
        Path from = find(card).resolve(file.path());
        if (Files.size(from) != file.size()) {
            throw new ModelException(from + " must have " + file.size() + " bytes (it has " + Files.size(from) + ")");
        }
        try (FileChannel in = FileChannel.open(from);
                FileChannel out = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            long done = Math.min(out.size(), file.size());
            out.truncate(done).position(done);
            in.position(done);
            ByteBuffer buffer = ByteBuffer.allocate(CHUNK);
            while (in.read(buffer.clear()) >= 0) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                buffer.flip();
                while (buffer.hasRemaining()) {
                    done += out.write(buffer);
                }
                progress.accept(done);
            }
            out.force(true);
        }
    }
}
