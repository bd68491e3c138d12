package io.knowstream.job.cluster;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;

/** Holds a cluster's folder for one command; the operating system lets it go when the command ends, however it does. */
final class ClusterLock implements AutoCloseable {

    private static final String FILE = "lock";

    private final FileChannel file;

    private ClusterLock(FileChannel file) {
        this.file = file;
    }

    /** Whether a command has ever held this folder, which is then a cluster's. */
    static boolean existsIn(ClusterHome home) {
        return Files.exists(home.run().resolve(FILE));
    }

    /** @throws ClusterException if another command holds it */
    static ClusterLock take(ClusterHome home) throws IOException, ClusterException {
        Files.createDirectories(home.run());
        FileChannel file =
                FileChannel.open(home.run().resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = null;
        try {
            lock = file.tryLock();
        } catch (OverlappingFileLockException e) {
            // A command of this process has it.
        }
        if (lock == null) {
            file.close();
            throw new ClusterException("another command starts or stops the cluster in " + home.directory()
                    + " just now; try again when it is done");
        }
        return new ClusterLock(file);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
