package io.knowstream.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.SecurityOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A REST endpoint of Flink that speaks TLS alone and wants to see a certificate. */
@Timeout(180)
class TlsRestITCase {

    private static final String PASSWORD = "of-all-stores";

    @TempDir
    private static Path directory;

    private static TestingKeys keys;
    private static MiniCluster cluster;
    private static URI address;

    @BeforeAll
    static void start() throws Exception {
        keys = new TestingKeys(directory, PASSWORD);
        Path server = keys.pair("server", "dns:localhost");
        keys.pair("client", "dns:client");
        keys.pair("stranger", "dns:localhost");
        Configuration flink = new Configuration()
                .set(RestOptions.ADDRESS, "localhost")
                .set(RestOptions.BIND_ADDRESS, "localhost")
                .set(RestOptions.BIND_PORT, "0")
                .set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(64))
                .set(TaskManagerOptions.TASK_OFF_HEAP_MEMORY, MemorySize.ofMebiBytes(1024))
                .set(SecurityOptions.SSL_REST_ENABLED, true)
                .set(SecurityOptions.SSL_REST_AUTHENTICATION_ENABLED, true)
                .set(SecurityOptions.SSL_REST_KEYSTORE, server.toString())
                .set(SecurityOptions.SSL_REST_KEYSTORE_PASSWORD, PASSWORD)
                .set(SecurityOptions.SSL_REST_KEY_PASSWORD, PASSWORD)
                .set(
                        SecurityOptions.SSL_REST_TRUSTSTORE,
                        keys.trusting("client").toString())
                .set(SecurityOptions.SSL_REST_TRUSTSTORE_PASSWORD, PASSWORD);
        cluster = new MiniCluster(new MiniClusterConfiguration.Builder()
                .setConfiguration(flink)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(1)
                .build());
        cluster.start();
        URI advertised = cluster.getRestAddress().get();
        assertThat(advertised.getScheme()).isEqualTo("https");
        // By the name that the certificate is for.
        address = URI.create("https://localhost:" + advertised.getPort());
    }

    @AfterAll
    static void stop() throws Exception {
        cluster.close();
    }

    @Test
    void talksToWhomItTrustsAndShowsItsCertificate() throws Exception {
        Path tls = tls(
                "mutual",
                trust("server"),
                "ssl.keystore.location=" + directory.resolve("client.p12"),
                "ssl.keystore.type=PKCS12",
                "ssl.keystore.password=${directory:" + directory + ":password}");
        Files.writeString(directory.resolve("password"), PASSWORD);
        CommandLineRun config = diagnose("config", address, tls);
        assertThat(config.out())
                .containsPattern("task manager \\S+.*off-heap for models")
                .doesNotContain("job.unreachable");
        assertThat(diagnose("memory", address, tls).out())
                .contains("ERROR job.not-found: no such job at " + address + " that runs; there are: none");
        CommandLineRun report = CommandLineRun.of("report", "--flink", address.toString(), "--tls", tls.toString());
        assertThat(report.code()).isEqualTo(1);
        assertThat(report.err()).contains("no such job at " + address);
        assertThat(report.err() + config.out() + config.err()).doesNotContain(PASSWORD);
    }

    @Test
    void talksToNobodyElse() throws Exception {
        assertThat(diagnose("config", address, null).out())
                .as("signed by nobody that the JDK trusts")
                .contains("ERROR job.unreachable: no TLS connection with " + address + ": ");
        assertThat(diagnose("config", address, tls("stranger", trust("stranger")))
                        .out())
                .contains("ERROR job.unreachable: no TLS connection with " + address + ": ");
        URI otherName = URI.create("https://127.0.0.1:" + address.getPort());
        assertThat(diagnose("config", otherName, tls("name", trust("server"))).out())
                .as("the certificate is another host's")
                .contains("ERROR job.unreachable: no TLS connection with " + otherName + ": ")
                .contains("127.0.0.1 found");
    }

    @Test
    void isLetInByNobodyWithoutACertificate() throws Exception {
        assertThat(diagnose("config", address, tls("anonymous", trust("server")))
                        .out())
                .contains("ERROR job.unreachable: ")
                .doesNotContain("off-heap for models");
        URI plain = URI.create("http://localhost:" + address.getPort());
        assertThat(diagnose("config", plain, null).out())
                .containsPattern("ERROR job\\.unreachable: " + plain + " refers to https://\\S+:" + address.getPort());
    }

    private static String trust(String name) throws Exception {
        return "ssl.truststore.type=PEM\nssl.truststore.location=" + keys.certificate(name);
    }

    private static Path tls(String name, String... lines) throws Exception {
        return Files.writeString(
                directory.resolve(name + ".properties"), String.join("\n", lines), StandardCharsets.UTF_8);
    }

    private static CommandLineRun diagnose(String area, URI flink, Path tls) {
        List<String> arguments = new ArrayList<>(List.of("diagnose", area, "--flink", flink.toString()));
        if (tls != null) {
            arguments.addAll(List.of("--tls", tls.toString()));
        }
        return CommandLineRun.of(arguments.toArray(String[]::new));
    }
}
