package io.knowstream.inference.catalogue;

/**
 * How far a pull is.
 *
 * @param file on its way
 * @param bytes of the model that are there
 * @param total bytes of the model
 * @param bytesPerSecond since the pull began, without what was there before
 */
public record PullProgress(String file, long bytes, long total, long bytesPerSecond) {

    /** Is told of it, by the thread that pulls. */
    public interface Listener {
        /** Says how far the pull is. */
        void progress(PullProgress progress);
    }
}
