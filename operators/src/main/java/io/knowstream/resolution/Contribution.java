package io.knowstream.resolution;

import io.knowstream.graph.Evidence;
import java.util.List;

/** What one document adds to something that documents share; it replaces what the document added before. */
interface Contribution {

    /** The document. */
    String documentId();

    /** Whether the document no longer adds anything. */
    boolean withdrawn();

    /** How many mentions or statements it adds. */
    int count();

    /** What it adds to the running sum, in the fixed point of the merge. */
    long weight();

    /** Its strongest places. */
    List<Evidence> evidence();
}
