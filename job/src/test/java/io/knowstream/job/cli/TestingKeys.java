package io.knowstream.job.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Keys and certificates, each signed by itself, made with the JDK's keytool as PKCS12. */
final class TestingKeys {

    private final Path directory;
    private final String password;

    /** @param password of all stores */
    TestingKeys(Path directory, String password) {
        this.directory = directory;
        this.password = password;
    }

    /** A store with a key and its certificate, for these names, as {@code dns:localhost} or {@code ip:127.0.0.1}. */
    Path pair(String name, String... of) throws Exception {
        Path store = directory.resolve(name + ".p12");
        keytool(
                store,
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "RSA",
                "-keysize",
                "2048",
                "-validity",
                "2",
                "-dname",
                "CN=" + name,
                "-ext",
                "san=" + String.join(",", of));
        return store;
    }

    /** The certificate of a pair in PEM. */
    Path certificate(String name) throws Exception {
        Path file = directory.resolve(name + ".pem");
        keytool(directory.resolve(name + ".p12"), "-exportcert", "-rfc", "-alias", name, "-file", file.toString());
        return file;
    }

    /** A store that trusts the certificate of a pair. */
    Path trusting(String name) throws Exception {
        Path store = directory.resolve("trusting-" + name + ".p12");
        keytool(
                store,
                "-importcert",
                "-noprompt",
                "-alias",
                name,
                "-file",
                certificate(name).toString());
        return store;
    }

    private void keytool(Path store, String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storetype", "PKCS12", "-keystore", store.toString(), "-storepass", password));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException("keytool fails: " + said);
        }
    }
}
