package io.knowstream.job.cli;

import io.knowstream.job.process.BrokerSettings;
import io.knowstream.job.process.FreePorts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.utils.Time;

/**
 * A real broker that wants user and password on one listener, shows a certificate that nobody has signed on another, does
 * both on a third, and that allows its users nothing until it is granted.
 */
final class SecuredBroker implements AutoCloseable {

    static final String USER = "job";
    static final String PASSWORD = "right";

    private static final String STORE_PASSWORD = "keystore";
    private static final String CERTIFICATE = "broker";

    private final int saslPort;
    private final int tlsPort;
    private final int bothPort;
    private final TestingKeys keys;
    private final KafkaRaftServer server;

    private SecuredBroker(List<Integer> ports, TestingKeys keys, Properties properties) {
        this.saslPort = ports.get(0);
        this.tlsPort = ports.get(2);
        this.bothPort = ports.get(3);
        this.keys = keys;
        server = new KafkaRaftServer(new KafkaConfig(properties, false), Time.SYSTEM);
        server.startup();
    }

    static SecuredBroker start(Path directory) throws Exception {
        return start(directory, PASSWORD);
    }

    /** @param password of the user */
    static SecuredBroker start(Path directory, String password) throws Exception {
        List<Integer> ports = FreePorts.find(4);
        BrokerSettings settings = new BrokerSettings(directory.resolve("log"), ports.get(0), ports.get(1));
        settings.format();
        TestingKeys keys = new TestingKeys(Files.createDirectories(directory.resolve("keys")), STORE_PASSWORD);
        Properties properties = settings.toKafka();
        String sasl = "SASL_PLAINTEXT://127.0.0.1:" + ports.get(0);
        String tls = "SSL://127.0.0.1:" + ports.get(2);
        String both = "SASL_SSL://127.0.0.1:" + ports.get(3);
        String clients = String.join(",", sasl, tls, both);
        properties.put("listeners", clients + ",CONTROLLER://127.0.0.1:" + ports.get(1));
        properties.put("advertised.listeners", clients);
        properties.put(
                "listener.security.protocol.map",
                "SASL_PLAINTEXT:SASL_PLAINTEXT,SSL:SSL,SASL_SSL:SASL_SSL,CONTROLLER:PLAINTEXT");
        properties.put("inter.broker.listener.name", "SASL_PLAINTEXT");
        properties.put("sasl.enabled.mechanisms", "PLAIN");
        properties.put("sasl.mechanism.inter.broker.protocol", "PLAIN");
        String users = login("admin", "secret") + " user_admin=\"secret\" user_" + USER + "=\"" + password + "\";";
        properties.put("listener.name.sasl_plaintext.plain.sasl.jaas.config", users);
        properties.put("listener.name.sasl_ssl.plain.sasl.jaas.config", users);
        properties.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        properties.put("super.users", "User:admin;User:ANONYMOUS");
        properties.put(
                "ssl.keystore.location",
                keys.pair(CERTIFICATE, "dns:localhost", "ip:127.0.0.1").toString());
        properties.put("ssl.keystore.password", STORE_PASSWORD);
        properties.put("ssl.keystore.type", "PKCS12");
        return new SecuredBroker(ports, keys, properties);
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

    String saslOverTls() {
        return "127.0.0.1:" + bothPort;
    }

    /** The broker's certificate in PEM, for those who trust it. */
    Path certificate() throws Exception {
        return keys.certificate(CERTIFICATE);
    }

    /** A client that may do everything. */
    Admin admin() {
        return Admin.create(Map.of(
                "bootstrap.servers",
                sasl(),
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                "PLAIN",
                "sasl.jaas.config",
                jaas("admin", "secret")));
    }

    /** Grants rights. */
    void grant(Collection<AclBinding> rights) throws Exception {
        try (Admin admin = admin()) {
            admin.createAcls(rights).all().get();
        }
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }
}
