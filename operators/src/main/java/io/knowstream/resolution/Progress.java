package io.knowstream.resolution;

/**
 * How far a document has come.
 *
 * @param revision of the manifest seen last; 0 where the document is deleted or not known
 * @param awaited how many results of that manifest's chunks are still to come
 * @param early how many results are held for a manifest still to come
 */
public record Progress(long revision, int awaited, int early) {

    static final Progress NONE = new Progress(0, 0, 0);

    Progress arrived() {
        return new Progress(revision, awaited - 1, early);
    }

    Progress oneMoreEarly() {
        return new Progress(revision, awaited, early + 1);
    }
}
