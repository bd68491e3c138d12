package io.knowstream.export;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.TreeMap;

/** Files of a form that has several, as bytes. */
public final class InMemoryFiles implements GraphFiles {

    private final Map<String, ByteArrayOutputStream> files = new TreeMap<>();

    @Override
    public OutputStream create(String name) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        if (files.put(name, file) != null) {
            throw new IllegalStateException(name + " must be made once (is made again)");
        }
        return file;
    }

    /** What was written, by name. */
    public Map<String, byte[]> contents() {
        Map<String, byte[]> contents = new TreeMap<>();
        files.forEach((name, file) -> contents.put(name, file.toByteArray()));
        return contents;
    }
}
