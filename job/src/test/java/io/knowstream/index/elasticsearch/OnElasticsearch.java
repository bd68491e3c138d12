package io.knowstream.index.elasticsearch;

import io.knowstream.job.cli.LocalCluster;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Tests on one server and one cluster, each with a sink of a prefix of its own. */
abstract class OnElasticsearch {

    static ElasticsearchServer server;
    static LocalCluster cluster;

    @TempDir
    private static Path flink;

    final Random random = TestingSink.random();
    TestingSink sink;

    @BeforeAll
    static void start() throws Exception {
        server = ElasticsearchServer.start();
        cluster = LocalCluster.start(flink, 4, 0);
    }

    @AfterAll
    static void stop() throws Exception {
        if (cluster != null) {
            cluster.close();
            cluster = null;
        }
        if (server != null) {
            server.close();
            server = null;
        }
    }

    /** A job that is left would take the slots of the next test, and its changes. */
    @AfterEach
    void cancel() throws Exception {
        if (sink != null) {
            sink.close();
        }
    }
}
