package io.knowstream.index;

import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystemFactory;

/** Makes an object store of its own for each authority of {@code memory://}. */
public final class TestingObjectStoreFactory implements FileSystemFactory {

    private static final Map<String, TestingObjectStore> STORES = new ConcurrentHashMap<>();

    static TestingObjectStore store(String authority) {
        return STORES.computeIfAbsent(authority, TestingObjectStore::new);
    }

    static void remove(String authority) {
        STORES.remove(authority);
    }

    @Override
    public String getScheme() {
        return "memory";
    }

    @Override
    public FileSystem create(URI uri) {
        return new TestingObjectStore.View(uri.getAuthority());
    }
}
