package io.knowstream.documents;

/**
 * What is held of a document beside its text, or of a deleted one as its tombstone.
 *
 * @param floor the highest version that was accepted; null while none had a version
 * @param hash of all that the graph depends on; null in a tombstone
 * @param revision the number of the last change that went on; 0 if none did
 */
public record HeldVersion(Long floor, String hash, long revision) {

    /** Whether the document is deleted. */
    boolean deleted() {
        return hash == null;
    }
}
