package io.knowstream.job.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.SaslConfigs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretReferencesTest {

    @TempDir
    private Path directory;

    @Test
    void aClientReadsWhatItsPropertiesReferTo() throws IOException {
        Path file = Files.writeString(directory.resolve("kafka.properties"), "password=from a file\n");
        Files.writeString(directory.resolve("user"), "from a directory");
        String jaas = "user=\"${directory:" + directory + ":user}\" password=\"${file:" + file
                + ":password}\" path=\"${env:PATH}\";";
        Map<String, Object> client =
                config(Map.of(SaslConfigs.SASL_JAAS_CONFIG, jaas)).clientProperties();
        assertThat(client).as("not resolved before there is a client").containsEntry("sasl.jaas.config", jaas);
        client.putAll(Map.of(
                "key.serializer", "org.apache.kafka.common.serialization.StringSerializer",
                "value.serializer", "org.apache.kafka.common.serialization.StringSerializer"));
        AbstractConfig resolved = new ProducerConfig(client);
        assertThat(resolved.getPassword(SaslConfigs.SASL_JAAS_CONFIG).value())
                .isEqualTo(
                        "user=\"from a directory\" password=\"from a file\" path=\"" + System.getenv("PATH") + "\";");
        assertThat(resolved.values().toString()).doesNotContain("from a file");
    }

    @Test
    void saysWhatIsNotThereBeforeABrokerCallsItAWrongPassword() {
        KafkaConfig config = config(Map.of(
                "a", "${env:NO_SUCH_VARIABLE}",
                "b", "x${file:" + directory + "/none:key}",
                "c", "${directory:" + directory + ":none}",
                "d", "${vault:secret/kafka:password}",
                "e", "${env:PATH}"));
        assertThat(config.unresolvedSecrets())
                .containsExactly(
                        "kafka.properties.a refers to ${env:NO_SUCH_VARIABLE}",
                        "kafka.properties.b refers to ${file:" + directory + "/none:key}",
                        "kafka.properties.c refers to ${directory:" + directory + ":none}",
                        "kafka.properties.d refers to ${vault:secret/kafka:password}");
        assertThatThrownBy(config::clientProperties)
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("kafka.properties.a refers to ${env:NO_SUCH_VARIABLE}; kafka.properties.b")
                .hasMessageEndingWith("there is no such variable, file or key in it for this process");
    }

    @Test
    void aTaskThatDoesNotHaveASecretSaysSoBeforeItMakesAClient() {
        assertThatThrownBy(() ->
                        new RawRecordDeserializer(Map.of("ssl.key.password", "${env:NO_SUCH_VARIABLE}")).open(null))
                .isInstanceOf(ConfigException.class)
                .hasMessage("kafka.properties.ssl.key.password refers to ${env:NO_SUCH_VARIABLE}: there is no such"
                        + " variable, file or key in it for this process");
        Map<String, String> missing = Map.of("ssl.key.password", "${env:NO_SUCH_VARIABLE}");
        assertThatThrownBy(() -> new OutageProofSink<>(null, missing).createWriter(null))
                .isInstanceOf(ConfigException.class);
    }

    @Test
    void aLineThatRefersToOneSecretMayHoldAnother() {
        String jaas = "Module required username=\"${env:USER}\" password=\"";
        assertThat(KafkaConfig.refersToSecret(jaas + "geheim\";")).isFalse();
        assertThat(KafkaConfig.refersToSecret(jaas + "${env:PASSWORD}\";")).isTrue();
        assertThat(KafkaConfig.refersToSecret("geheim")).isFalse();
        assertThat(KafkaConfig.refersToSecret("${directory:/run/secrets:kafka}"))
                .isTrue();
    }

    @Test
    void whoeverNamesProvidersOfHisOwnIsLeftAlone() {
        Map<String, String> own = Map.of(
                "config.providers", "vault", "config.providers.vault.class", "com.example.Vault", "a", "${vault:x:y}");
        assertThat(config(own).clientProperties()).containsAllEntriesOf(own).hasSize(own.size() + 1);
    }

    @Test
    void propertiesWithoutReferencesStayAsTheyAre() {
        assertThat(config(Map.of("client.rack", "$r1 {x}")).clientProperties())
                .isEqualTo(Map.of("client.rack", "$r1 {x}", "bootstrap.servers", "localhost:9092"));
    }

    private static KafkaConfig config(Map<String, String> properties) {
        return new KafkaConfig(
                "localhost:9092",
                "documents",
                "rejected",
                "changes",
                "group",
                "prefix",
                Duration.ofMinutes(15),
                properties);
    }
}
