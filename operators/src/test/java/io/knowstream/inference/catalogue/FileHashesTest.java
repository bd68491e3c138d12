package io.knowstream.inference.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileHashesTest {

    private static final String OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void writes() throws IOException {
        file = Files.writeString(directory.resolve("weights"), "abc");
    }

    @Test
    void remembersWhatHasSettled() throws IOException {
        assertThat(later().sha256("weights")).isEqualTo(OF_ABC);
        // The remembered hash is found, not the file read: this one is told apart from the true one.
        forge("f".repeat(64));
        assertThat(later().sha256("weights")).isEqualTo("f".repeat(64));
    }

    @Test
    void remembersNothingOfAFileThatChangedJustNow() throws IOException {
        assertThat(new FileHashes(directory, Clock.systemUTC()).sha256("weights"))
                .isEqualTo(OF_ABC);
        assertThat(directory.resolve(FileHashes.FILE)).doesNotExist();
    }

    @Test
    void trustsNoRememberedHashOfAChangedFileWithTheSameSizeAndTime() throws IOException {
        FileTime time = Files.getLastModifiedTime(file);
        later().sha256("weights");
        forge("f".repeat(64));
        Files.writeString(file, "abd");
        Files.setLastModifiedTime(file, time);
        assertThat(later().sha256("weights")).isNotEqualTo(OF_ABC).isNotEqualTo("f".repeat(64));
    }

    @Test
    void readsTheFilesWhereWhatIsRememberedIsDamaged() throws IOException {
        for (String damaged :
                new String[] {"", "{", "[]", "null", "{\"weights\": 3}", "{\"weights\": {\"size\": 3}}"}) {
            Files.writeString(directory.resolve(FileHashes.FILE), damaged);
            assertThat(later().sha256("weights")).as(damaged).isEqualTo(OF_ABC);
        }
    }

    @Test
    void followsNoLinkOutOfTheDirectory() throws IOException {
        Path outside = Files.writeString(Files.createTempFile("outside", ""), "secret");
        Files.createSymbolicLink(directory.resolve("link"), outside);
        assertThatThrownBy(() -> later().sha256("link")).hasMessageContaining("outside of the model's directory");
        Files.createSymbolicLink(directory.resolve("inner"), file);
        assertThat(later().sha256("inner")).isEqualTo(OF_ABC);
        Files.delete(outside);
    }

    private FileHashes later() {
        return new FileHashes(directory, Clock.fixed(Instant.now().plus(Duration.ofMinutes(1)), ZoneOffset.UTC));
    }

    private void forge(String hash) throws IOException {
        Path held = directory.resolve(FileHashes.FILE);
        assertThat(held).content().contains(OF_ABC);
        Files.writeString(held, Files.readString(held).replace(OF_ABC, hash));
    }
}
