package io.knowstream.job.cli;

import io.knowstream.job.process.BrokerSettings;
import io.knowstream.job.process.FreePorts;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;

/**
 * A real broker that wants user and password on one listener and shows a certificate that nobody has signed on another,
 * and that allows its users nothing.
 */
final class SecuredBroker implements AutoCloseable {

    static final String USER = "job";
    static final String PASSWORD = "right";

    private final int saslPort;
    private final int tlsPort;
    private final KafkaRaftServer server;

    private SecuredBroker(int saslPort, int tlsPort, Properties properties) {
        this.saslPort = saslPort;
        this.tlsPort = tlsPort;
        server = new KafkaRaftServer(new KafkaConfig(properties, false), Time.SYSTEM);
        server.startup();
    }

    static SecuredBroker start(Path directory) throws Exception {
        List<Integer> ports = FreePorts.find(3);
        BrokerSettings settings = new BrokerSettings(directory.resolve("log"), ports.get(0), ports.get(1));
        settings.format();
        Path keys = directory.resolve("keys.p12");
        certificate(keys);
        Properties properties = settings.toKafka();
        String sasl = "SASL_PLAINTEXT://127.0.0.1:" + ports.get(0);
        String tls = "SSL://127.0.0.1:" + ports.get(2);
        properties.put("listeners", sasl + "," + tls + ",CONTROLLER://127.0.0.1:" + ports.get(1));
        properties.put("advertised.listeners", sasl + "," + tls);
        properties.put("listener.security.protocol.map", "SASL_PLAINTEXT:SASL_PLAINTEXT,SSL:SSL,CONTROLLER:PLAINTEXT");
        properties.put("inter.broker.listener.name", "SASL_PLAINTEXT");
        properties.put("sasl.enabled.mechanisms", "PLAIN");
        properties.put("sasl.mechanism.inter.broker.protocol", "PLAIN");
        properties.put(
                "listener.name.sasl_plaintext.plain.sasl.jaas.config",
                login("admin", "secret") + " user_admin=\"secret\" user_" + USER + "=\"" + PASSWORD + "\";");
        properties.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        properties.put("super.users", "User:admin;User:ANONYMOUS");
        properties.put("ssl.keystore.location", keys.toString());
        properties.put("ssl.keystore.password", "keystore");
        properties.put("ssl.keystore.type", "PKCS12");
        return new SecuredBroker(ports.get(0), ports.get(2), properties);
    }

    private static void certificate(Path keys) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "broker",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        keys.toString(),
                        "-storepass",
                        "keystore")
                .inheritIO()
                .start();
        if (process.waitFor() != 0) {
            throw new IllegalStateException("keytool makes no certificate");
        }
    }

    private static String login(String user, String password) {
        return "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"" + user + "\" password=\""
                + password + "\"";
    }

    /** What a client sets to log in. */
    static String jaas(String user, String password) {
        return login(user, password) + ";";
    }

    String sasl() {
        return "127.0.0.1:" + saslPort;
    }

    String tls() {
        return "127.0.0.1:" + tlsPort;
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }
}
