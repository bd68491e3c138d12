package io.knowstream.job.kafka;

import java.io.Serializable;

/**
 * How large a document may be.
 *
 * @param maxContentBytes of the content in UTF-8 ({@code documents.max-content})
 * @param maxMetadataBytes of all names and values of the metadata together in UTF-8 ({@code documents.max-metadata})
 */
public record DocumentLimits(int maxContentBytes, int maxMetadataBytes) implements Serializable {

    /** Ids travel in every piece of evidence, so they are short: 1 KiB in UTF-8. */
    public static final int MAX_ID_BYTES = 1024;

    /** Titles are part of every chunk's context: 4 KiB in UTF-8. */
    public static final int MAX_TITLE_BYTES = 4096;

    /** Deeper JSON than this is no document. */
    static final int MAX_NESTING = 64;

    /** More JSON tokens than this are no document; bounds what duplicate detection has to remember. */
    static final int MAX_TOKENS = 200_000;

    private static final int MIN_CONTENT_BYTES = 1024;
    private static final int LARGEST_CONTENT_BYTES = 256 << 20;

    public DocumentLimits {
        if (maxContentBytes < MIN_CONTENT_BYTES || maxContentBytes > LARGEST_CONTENT_BYTES) {
            throw new IllegalArgumentException("documents.max-content must be between " + MIN_CONTENT_BYTES + " and "
                    + LARGEST_CONTENT_BYTES + " bytes (got " + maxContentBytes + ")");
        }
        if (maxMetadataBytes < 0 || maxMetadataBytes > maxContentBytes) {
            throw new IllegalArgumentException("documents.max-metadata must be between 0 and documents.max-content = "
                    + maxContentBytes + " bytes (got " + maxMetadataBytes + ")");
        }
    }
}
