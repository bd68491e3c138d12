package io.knowstream.inference.catalogue;

import io.knowstream.inference.ModelException;
import io.knowstream.inference.catalogue.HubClient.TransientException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One file on its way from a hub. Each run asks for what is missing; an answer with all of the file, from a server that
 * knows no ranges or has another file by now, replaces what is there. Used by one thread.
 */
final class HubTransfer implements ModelHub.Attempt<Void> {

    private static final Pattern RANGE = Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18})");

    private final HubClient client;
    private final URI address;
    private final RemoteFile file;
    private final Path part;
    private final LongConsumer progress;
    private volatile String etag;
    private volatile PartWriter writer;
    private boolean advanced;

    HubTransfer(HubClient client, URI address, RemoteFile file, Path part, LongConsumer progress) {
        this.client = client;
        this.address = address;
        this.file = file;
        this.part = part;
        this.progress = progress;
    }

    @Override
    public boolean advanced() {
        return advanced;
    }

    @Override
    public Void run() throws IOException, InterruptedException {
        long before = size();
        try {
            if (before != file.size() || !Files.exists(part)) {
                transfer(before > file.size() ? 0 : before);
            }
            progress.accept(file.size());
            return null;
        } finally {
            advanced = size() > before;
        }
    }

    private long size() throws IOException {
        return Files.exists(part) ? Files.size(part) : 0;
    }

    private void transfer(long have) throws IOException, InterruptedException {
        writer = null;
        Map<String, String> headers = new HashMap<>();
        headers.put("Accept-Encoding", "identity");
        if (have > 0) {
            headers.put("Range", "bytes=" + have + "-");
            if (etag != null) {
                headers.put("If-Range", etag);
            }
        }
        try {
            HttpResponse<Void> response = client.get(
                    address,
                    headers,
                    info -> open(info, have),
                    () -> received(have),
                    () -> progress.accept(received(have)));
            if (response.statusCode() == 416) {
                Files.deleteIfExists(part);
                throw new TransientException(address + " has no bytes from " + have + " on", null, null);
            }
            if (writer == null) {
                client.refuse(address, response);
            }
        } finally {
            if (writer != null) {
                writer.close();
            }
        }
        if (received(have) < file.size()) {
            throw new TransientException(
                    address + " ended after " + received(have) + " of " + file.size() + " bytes", null, null);
        }
    }

    private long received(long have) {
        PartWriter open = writer;
        return open == null ? have : open.bytes();
    }

    private PartWriter open(ResponseInfo info, long have) {
        HttpHeaders headers = info.headers();
        long from = 0;
        if (info.statusCode() == 206) {
            from = rangeStart(headers.firstValue("Content-Range").orElse(""));
            if (from != have) {
                throw new ModelException(
                        address + " answered with bytes from " + from + " (asked for those from " + have + ")");
            }
        } else {
            requireSize(headers.firstValueAsLong("Content-Length").orElse(file.size()));
        }
        // A weak tag says nothing of single bytes.
        etag = headers.firstValue("ETag").filter(tag -> tag.startsWith("\"")).orElse(null);
        try {
            writer = new PartWriter(part, file, from);
            return writer;
        } catch (IOException e) {
            throw new ModelException("cannot write " + part + ": " + e.getMessage(), e);
        }
    }

    private long rangeStart(String header) {
        Matcher matcher = RANGE.matcher(header);
        if (!matcher.matches()) {
            throw new ModelException(address + " answered with a part, but not with which (Content-Range is "
                    + ModelPath.shown(header) + ")");
        }
        requireSize(Long.parseLong(matcher.group(3)));
        return Long.parseLong(matcher.group(1));
    }

    private void requireSize(long size) {
        if (size != file.size()) {
            throw new ModelException(address + " has " + size + " bytes, but the hub declares " + file.size());
        }
    }
}
