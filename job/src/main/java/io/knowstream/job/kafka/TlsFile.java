package io.knowstream.job.kafka;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.net.ssl.SSLContext;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;

/**
 * Whom a client trusts and what it shows of itself: a file of properties by the names that Kafka's own tools know
 * ({@code ssl.truststore.location}, {@code ssl.keystore.location}, ...), for PEM, PKCS12 and JKS. Passwords stand in the
 * file, or are {@linkplain SecretReferences referred to}.
 */
public final class TlsFile {

    private static final ConfigDef KEYS = new ConfigDef();

    static {
        SslConfigs.addClientSslSupport(KEYS);
    }

    /** Kafka has these for its own connections: here they would have no effect, which nobody would see. */
    private static final Set<String> WITHOUT_EFFECT = Set.of(
            SslConfigs.SSL_CIPHER_SUITES_CONFIG,
            SslConfigs.SSL_ENABLED_PROTOCOLS_CONFIG,
            SslConfigs.SSL_ENDPOINT_IDENTIFICATION_ALGORITHM_CONFIG,
            SslConfigs.SSL_ENGINE_FACTORY_CLASS_CONFIG);

    private static final TreeSet<String> NAMES = new TreeSet<>(KEYS.names());

    static {
        NAMES.removeAll(WITHOUT_EFFECT);
    }

    private TlsFile() {}

    /**
     * What the file says; without {@code ssl.truststore.*} the JDK's own certificates are trusted.
     *
     * @throws IOException if the file, or one that it names, cannot be read
     * @throws IllegalArgumentException if it cannot be used, without any of its values
     */
    public static SSLContext read(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(in);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + " is no file of properties", e);
        }
        Map<String, String> values = new TreeMap<>();
        properties.stringPropertyNames().forEach(name -> values.put(name, properties.getProperty(name)));
        values.keySet().stream()
                .filter(name -> !NAMES.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new IllegalArgumentException("unknown key " + name + " in " + file + "; there are " + NAMES);
                });
        List<String> unresolved = SecretReferences.unresolved(values);
        if (!unresolved.isEmpty()) {
            throw new IllegalArgumentException(file + ": " + String.join("; ", unresolved)
                    + ": there is no such variable, file or key in it for this process");
        }
        try (DefaultSslEngineFactory factory = new DefaultSslEngineFactory()) {
            factory.configure(new AbstractConfig(KEYS, SecretReferences.resolvable(values), false).values());
            return factory.sslContext();
        } catch (KafkaException e) {
            throw new IllegalArgumentException("the certificates of " + file + " cannot be used", e);
        }
    }
}
