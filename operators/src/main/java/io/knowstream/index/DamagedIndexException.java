package io.knowstream.index;

import java.io.IOException;

/** A file of an index is missing or is not what was published. The message says which, and what was expected. */
public final class DamagedIndexException extends IOException {

    private static final long serialVersionUID = 1L;

    private final String file;

    DamagedIndexException(String file, String message, Throwable cause) {
        super(message, cause);
        this.file = file;
    }

    /** The name of the file under {@code index.path}. */
    public String file() {
        return file;
    }

    static DamagedIndexException missing(String file, Throwable cause) {
        return new DamagedIndexException(file, "the index's file " + file + " is missing", cause);
    }
}
