package io.knowstream.job.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.KeyStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsFileTest {

    private static final String SECRET = "geheim";

    @TempDir
    private Path directory;

    @Test
    void trustsWhatTheJdkTrustsWhereNothingIsSaid() throws IOException {
        assertThat(TlsFile.read(file("# nothing")).getClientSessionContext()).isNotNull();
    }

    @Test
    void readsAStoreWithAPasswordThatIsReferredTo() throws Exception {
        KeyStore empty = KeyStore.getInstance("PKCS12");
        empty.load(null, null);
        Path store = directory.resolve("trust.p12");
        try (var out = Files.newOutputStream(store)) {
            empty.store(out, SECRET.toCharArray());
        }
        Files.writeString(directory.resolve("password"), SECRET);
        String location = "ssl.truststore.type=PKCS12\nssl.truststore.location=" + store + "\nssl.truststore.password=";
        assertThat(TlsFile.read(file(location + "${directory:" + directory + ":password}")))
                .isNotNull();
        assertThatThrownBy(() -> TlsFile.read(file(location + "wrong-" + SECRET)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasStackTraceContaining("Failed to load SSL keystore " + store)
                .satisfies(e -> assertThat(e.toString() + e.getCause()).doesNotContain(SECRET));
    }

    @Test
    void saysWhatIsWrong() throws IOException {
        assertThatThrownBy(() -> TlsFile.read(directory.resolve("none"))).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> TlsFile.read(file("ssl.trustore.location=x")))
                .hasMessageStartingWith("unknown key ssl.trustore.location in " + directory)
                .hasMessageContaining("ssl.truststore.location, ssl.truststore.password, ssl.truststore.type]");
        assertThatThrownBy(() -> TlsFile.read(file("ssl.endpoint.identification.algorithm=")))
                .as("names are checked in any case")
                .hasMessageStartingWith("unknown key ssl.endpoint.identification.algorithm in ");
        assertThatThrownBy(() -> TlsFile.read(file("ssl.key.password=${env:NO_SUCH_VARIABLE}")))
                .hasMessageEndingWith(
                        "ssl.key.password refers to ${env:NO_SUCH_VARIABLE}: there is no such variable, file"
                                + " or key in it for this process");
    }

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("tls.properties"), text);
    }
}
