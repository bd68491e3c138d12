package io.knowstream.job.cli;

import io.knowstream.graph.GraphChange;
import io.knowstream.graph.StorageStrategy;
import io.knowstream.index.GraphReader;
import io.knowstream.index.PublishedIndex;
import io.knowstream.inference.Median;
import io.knowstream.job.config.JobConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * Writes records of one kind with each storage strategy, and reads them.
 *
 * @param ids of the records
 * @param writing makes the change of a record, by its place among the ids
 * @param reading finds a record
 */
record StorageBench(List<String> ids, Writing writing, Reading reading) {

    private static final int ROUNDS = 3;

    /**
     * What one strategy comes to.
     *
     * @param bytes of the published index for each record, the words of chunks included
     * @param readMicros microseconds of a read of one record by its id, the median
     * @param writeMicros microseconds of a record until the index is published, the start of the cluster included
     */
    record Measured(StorageStrategy strategy, double bytes, double readMicros, double writeMicros) {}

    /** Makes a change. */
    interface Writing {
        GraphChange of(int record, StorageStrategy strategy);
    }

    /** Finds a record. */
    interface Reading {
        Optional<?> of(GraphReader reader, String id) throws IOException;
    }

    /**
     * Measures each strategy; reads of all of them take turns.
     *
     * @param configs of an index of each strategy
     * @param reads how many, in an order of the seed
     */
    List<Measured> measure(Function<StorageStrategy, JobConfig> configs, WorkDirectory work, int reads, long seed)
            throws Exception {
        Map<StorageStrategy, GraphReader> readers = new EnumMap<>(StorageStrategy.class);
        Map<StorageStrategy, Double> written = new EnumMap<>(StorageStrategy.class);
        try {
            for (StorageStrategy strategy : StorageStrategy.values()) {
                JobConfig config = configs.apply(strategy);
                long start = System.nanoTime();
                WrittenIndex.write(
                        ids.size(), number -> writing.of((int) number, strategy), config, work.directory("flink"));
                written.put(strategy, micros(start) / ids.size());
                readers.put(strategy, GraphReader.open(config.index().path()));
            }
            Map<StorageStrategy, Double> medians = medians(readers, reads, seed);
            List<Measured> measured = new ArrayList<>();
            for (StorageStrategy strategy : StorageStrategy.values()) {
                PublishedIndex index =
                        PublishedIndex.at(configs.apply(strategy).index().path());
                double bytes = index.manifests().get(0).bytes();
                measured.add(new Measured(strategy, bytes / ids.size(), medians.get(strategy), written.get(strategy)));
            }
            return measured;
        } finally {
            for (GraphReader reader : readers.values()) {
                reader.close();
            }
        }
    }

    private Map<StorageStrategy, Double> medians(Map<StorageStrategy, GraphReader> readers, int reads, long seed)
            throws IOException {
        Map<StorageStrategy, double[]> micros = new EnumMap<>(StorageStrategy.class);
        readers.keySet().forEach(strategy -> micros.put(strategy, new double[reads]));
        for (int round = 0; round < ROUNDS; round++) {
            SplittableRandom random = new SplittableRandom(seed);
            for (int i = 0; i < reads; i++) {
                String id = ids.get(random.nextInt(ids.size()));
                for (Map.Entry<StorageStrategy, GraphReader> reader : readers.entrySet()) {
                    long start = System.nanoTime();
                    reading.of(reader.getValue(), id).orElseThrow();
                    micros.get(reader.getKey())[i] = micros(start);
                }
            }
        }
        Map<StorageStrategy, Double> medians = new EnumMap<>(StorageStrategy.class);
        micros.forEach((strategy, all) -> medians.put(strategy, Median.of(all)));
        return medians;
    }

    private static double micros(long start) {
        return (System.nanoTime() - start) / 1e3;
    }
}
