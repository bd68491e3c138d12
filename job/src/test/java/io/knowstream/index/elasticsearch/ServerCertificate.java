package io.knowstream.index.elasticsearch;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** A certificate of a server of Elasticsearch, which it has signed itself. */
final class ServerCertificate {

    static final String FILE = "server.crt";

    /** What the server's settings say of it. */
    static final String SETTINGS = String.join(
            "\n",
            "xpack.security.http.ssl.enabled: true",
            "xpack.security.http.ssl.key: server.key",
            "xpack.security.http.ssl.certificate: " + FILE);

    private static final String ALIAS = "server";
    private static final String STORE_PASSWORD = "knowstream";
    private static final int PEM_WIDTH = 64;

    private ServerCertificate() {}

    /** Writes a new one and its key into a directory. */
    static void write(Path directory) throws IOException {
        Path store = directory.resolve("server.p12");
        List<String> keytool = new ArrayList<>();
        keytool.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        keytool.addAll(List.of("-genkeypair", "-keyalg", "EC", "-groupname", "secp256r1", "-validity", "36500"));
        keytool.addAll(List.of("-dname", "CN=search", "-ext", "san=ip:127.0.0.1", "-alias", ALIAS));
        keytool.addAll(List.of("-storetype", "PKCS12", "-storepass", STORE_PASSWORD, "-keystore", store.toString()));
        run(keytool);
        try {
            char[] password = STORE_PASSWORD.toCharArray();
            KeyStore keys = KeyStore.getInstance(store.toFile(), password);
            pem(
                    directory.resolve("server.key"),
                    "PRIVATE KEY",
                    keys.getKey(ALIAS, password).getEncoded());
            pem(
                    directory.resolve(FILE),
                    "CERTIFICATE",
                    keys.getCertificate(ALIAS).getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private static void pem(Path file, String what, byte[] encoded) throws IOException {
        String base64 = Base64.getMimeEncoder(PEM_WIDTH, new byte[] {'\n'}).encodeToString(encoded);
        Files.writeString(file, "-----BEGIN " + what + "-----\n" + base64 + "\n-----END " + what + "-----\n");
    }

    /** Runs a command to its end. */
    static void run(List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("ES_JAVA_HOME", System.getProperty("java.home"));
        Process run = builder.start();
        String said = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (run.waitFor() != 0) {
                throw new IOException(command.get(0) + " has failed: " + said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** For whoever only wants to know whether a server is there. */
    static SSLContext trustingAnyone() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new TrustingAnyone()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has TLS", e);
        }
    }

    private static final class TrustingAnyone extends X509ExtendedTrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
