package io.knowstream.job.torture;

import java.util.List;

/** The same pipeline over documents alone, from the beginning to the end. */
@FunctionalInterface
public interface FreshRun {

    /**
     * Makes a new index.
     *
     * @param documents as JSON
     * @return its {@code index.path}
     */
    String index(List<String> documents) throws Exception;
}
