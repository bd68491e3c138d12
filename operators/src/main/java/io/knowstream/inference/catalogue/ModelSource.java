package io.knowstream.inference.catalogue;

import io.knowstream.inference.ModelException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongConsumer;

/** Where models come from. Used by one thread. */
public sealed interface ModelSource permits ModelHub, OfflineModels {

    /**
     * The files of a model that the source has.
     *
     * @throws ModelException if it has none, or cannot say; or if a name in the list would leave the model's directory
     */
    List<RemoteFile> list(ModelCard card) throws IOException, InterruptedException;

    /**
     * Gets a file, or the rest of it. After a failure {@code part} holds its beginning and the call can be repeated.
     *
     * @param part the beginning that is there already; may be missing
     * @param progress is told, now and then and by the calling thread, how many bytes of the file are there
     * @throws ModelException if it cannot be had; says what, from where and why
     */
    void fetch(ModelCard card, RemoteFile file, Path part, LongConsumer progress)
            throws IOException, InterruptedException;

    /** Where the model comes from, for messages and records. */
    String origin(ModelCard card);
}
