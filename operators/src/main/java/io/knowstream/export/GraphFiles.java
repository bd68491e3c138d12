package io.knowstream.export;

import java.io.IOException;
import java.io.OutputStream;

/** Where a form that has several files writes them. */
@FunctionalInterface
public interface GraphFiles {

    /**
     * Makes a file. Its stream should be buffered, and is closed by who gave it.
     *
     * @param name one of {@link GraphFormat#files}
     */
    OutputStream create(String name) throws IOException;
}
