package io.knowstream.job.cli;

import io.knowstream.job.kafka.TlsFile;
import io.knowstream.job.monitor.JsonApi;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** How addresses with {@code https} are trusted, and what is shown to those that want a certificate. */
final class TlsArguments {

    /** The environment variable that names the file where {@code --tls} does not. */
    static final String VARIABLE = "KNOWSTREAM_TLS";

    @Option(
            names = "--tls",
            paramLabel = "FILE",
            description = "For https: properties by Kafka's names, such as ssl.truststore.location and"
                    + " ssl.keystore.location (PEM, PKCS12 or JKS). Default: the file that " + VARIABLE
                    + " names, or else what the JDK trusts.")
    private Path file;

    /** The interface at an address, which must be one of http or https. */
    JsonApi api(String option, URI address) {
        http(option, address);
        if (file != null && "http".equals(address.getScheme())) {
            throw new UsageException(
                    "--tls is for https: nothing would be encrypted (" + option + " is " + address + ")");
        }
        String variable = System.getenv(VARIABLE);
        Path named = file != null || variable == null || variable.isEmpty() ? file : Path.of(variable);
        if (named == null || "http".equals(address.getScheme())) {
            return new JsonApi(address);
        }
        try {
            return new JsonApi(address, TlsFile.read(named));
        } catch (IOException | IllegalArgumentException e) {
            throw new UsageException("--tls " + named + ": " + reason(e));
        }
    }

    /** Messages from the outside in: the innermost says which file, or that a password is wrong. */
    private static String reason(Throwable failure) {
        StringBuilder out = new StringBuilder();
        for (Throwable t = failure; t != null; t = t.getCause()) {
            String message = t instanceof IOException ? t.toString() : t.getMessage();
            if (message != null && out.indexOf(message) < 0) {
                out.append(out.isEmpty() ? "" : ": ").append(message);
            }
        }
        return out.toString();
    }

    private static void http(String option, URI address) {
        if (address.getUserInfo() != null) {
            // Not repeated, as there is a password in it.
            throw new UsageException(option + " must be an address without user and password");
        }
        if (address.getHost() == null || !("http".equals(address.getScheme()) || "https".equals(address.getScheme()))) {
            throw new UsageException(option + " must be an address as http://localhost:8081 (got " + address + ")");
        }
    }
}
