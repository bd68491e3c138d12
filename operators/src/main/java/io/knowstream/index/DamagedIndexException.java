package io.knowstream.index;

import java.io.IOException;

/** A file of an index is missing or is not what was published. The message says which, and what was expected. */
public final class DamagedIndexException extends IOException {

    /** What to do about a state whose files are not what was published, as the end of a message. */
    static final String WAYS_OUT =
            "; './knowstream index rebuild', or a start from the savepoint with index.rebuild set to a"
                    + " token of your choice, writes the index anew from state";

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

    static DamagedIndexException tooLarge(String file) {
        return new DamagedIndexException(
                file,
                "the index's file " + file + " must have at most " + SegmentStore.LARGEST_SMALL_FILE
                        + " bytes: it is none of ours",
                null);
    }

    static DamagedIndexException missing(String file, Throwable cause) {
        return new DamagedIndexException(file, "the index's file " + file + " is missing", cause);
    }
}
