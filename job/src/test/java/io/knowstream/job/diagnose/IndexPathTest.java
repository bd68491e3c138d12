package io.knowstream.job.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IndexPathTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"file:index", "", "a b:/index"})
    void saysWhyFlinkCannotReadAPath(String path) {
        assertThat(IndexPath.fault(path)).get().asString().isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3:/bucket/index", "s3://bucket/index", "hdfs:///index"})
    void saysNothingOfOtherFileSystems(String path) {
        assertThat(IndexPath.fault(path)).isEmpty();
    }

    @Test
    void looksForALocalDirectoryHoweverItIsWritten() throws Exception {
        Path file = Files.createFile(directory.resolve("a b"));
        String fault = file + " is no directory";
        assertThat(IndexPath.fault(file.resolve("index").toString())).contains(fault);
        assertThat(IndexPath.fault("file:" + file.resolve("index"))).contains(fault);
        assertThat(IndexPath.fault("file://" + file.resolve("index"))).contains(fault);
        assertThat(IndexPath.fault("file://" + directory.resolve("no such/index")))
                .isEmpty();
    }
}
