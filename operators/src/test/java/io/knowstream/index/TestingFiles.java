package io.knowstream.index;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.lucene.codecs.CodecUtil;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.store.IndexOutput;

/** Files with Lucene's footer. */
final class TestingFiles {

    private TestingFiles() {}

    static Path write(Path file, int content) throws IOException {
        Files.createDirectories(file.getParent());
        try (LocalDirectory directory = new LocalDirectory(file.getParent());
                IndexOutput out = directory.createOutput(file.getFileName().toString(), IOContext.DEFAULT)) {
            CodecUtil.writeHeader(out, "test", 0);
            out.writeInt(content);
            CodecUtil.writeFooter(out);
        }
        return file;
    }

    static StoredFile stored(Path file, String path) throws IOException {
        String name = file.getFileName().toString();
        try (LocalDirectory directory = new LocalDirectory(file.getParent());
                IndexInput in = directory.openInput(name, IOContext.READONCE)) {
            return new StoredFile("test", "_0.cfs", path, in.length(), CodecUtil.retrieveChecksum(in));
        }
    }
}
