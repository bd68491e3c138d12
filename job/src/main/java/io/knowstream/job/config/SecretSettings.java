package io.knowstream.job.config;

import io.knowstream.job.kafka.KafkaConfig;
import org.apache.flink.configuration.GlobalConfiguration;

/** Which settings are secret, and what may be shown of them. */
final class SecretSettings {

    private static final String KAFKA = KafkaOptions.PROPERTIES.key() + ".";

    private SecretSettings() {}

    /** Whether the value of a key is one by what Flink hides in its web UI, or by Kafka's own definition of a client. */
    static boolean isSecret(String key) {
        return GlobalConfiguration.isSensitive(key)
                || key.startsWith(KAFKA) && KafkaConfig.isSecret(key.substring(KAFKA.length()));
    }

    /** A value fit for logs and messages. */
    static String shown(String key, String value) {
        // An address with a user in it is refused, after all settings were written to the log.
        boolean hasUser = key.equals(ElasticsearchOptions.HOSTS.key()) && value.contains("@");
        return isSecret(key) || hasUser ? GlobalConfiguration.HIDDEN_CONTENT : value;
    }
}
