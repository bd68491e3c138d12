package io.knowstream.job.torture;

import java.util.List;

/** The same pipeline over documents alone, from the beginning to the end. */
@FunctionalInterface
public interface FreshRun {

    /**
     * The export of a new index.
     *
     * @param documents as JSON
     */
    String export(List<String> documents) throws Exception;
}
