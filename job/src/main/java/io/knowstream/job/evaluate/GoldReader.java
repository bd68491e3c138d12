package io.knowstream.job.evaluate;

import java.util.List;

/** Reads files of one format. */
interface GoldReader {

    /** All documents of some files, which are of one collection. */
    GoldSet read(GoldFormat format, List<GoldFile> files);
}
