package io.knowstream.export;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;

/**
 * One file of Parquet: records are held as pages of columns until they are a row group of so many bytes, which is then
 * written. Beyond that only the places of row groups and pages are held, which the footer lists: some kB for each.
 *
 * <p>It drives Parquet's own writer of row groups and not its {@code ParquetWriter}, whose extensions must name classes of
 * Hadoop, and which looks at the size only after every hundredth record. Used by one thread.
 */
final class ParquetFile<T> {

    /** A longer text counts by its beginning alone: the least and the greatest of a page or group lie in the footer. */
    private static final int STATISTICS_BYTES = 64;

    private static final ParquetProperties PROPERTIES =
            ParquetProperties.builder().build();

    private final ParquetGroup<T> columns;
    private final MessageType schema;
    private final ParquetFileWriter file;
    private final long rowGroupBytes;

    private ColumnChunkPageWriteStore pages;
    private ColumnWriteStore values;
    private RecordConsumer consumer;
    private long rows;

    /** Onto a stream, which stays open. */
    ParquetFile(ParquetGroup<T> columns, OutputStream out, long rowGroupBytes) throws IOException {
        this.columns = columns;
        this.schema = columns.schema();
        this.rowGroupBytes = rowGroupBytes;
        this.file = new ParquetFileWriter(
                new ParquetStream(out),
                schema,
                ParquetFileWriter.Mode.CREATE,
                rowGroupBytes,
                0,
                STATISTICS_BYTES,
                STATISTICS_BYTES,
                PROPERTIES.getPageWriteChecksumEnabled());
        file.start();
        beginRowGroup();
    }

    private void beginRowGroup() {
        pages = ColumnChunkPageWriteStore.builder()
                .withCompressorProvider(column -> new ZstdPages())
                .withSchema(schema)
                .withAllocator(PROPERTIES.getAllocator())
                .withColumnIndexTruncateLength(STATISTICS_BYTES)
                .withPageWriteChecksumEnabled(PROPERTIES.getPageWriteChecksumEnabled())
                .build();
        values = PROPERTIES.newColumnWriteStore(schema, pages, pages);
        consumer = new ColumnIOFactory().getColumnIO(schema).getRecordWriter(values);
        rows = 0;
    }

    void write(T record) throws IOException {
        consumer.startMessage();
        columns.write(consumer, record);
        consumer.endMessage();
        rows++;
        if (values.getBufferedSize() >= rowGroupBytes) {
            endRowGroup();
            beginRowGroup();
        }
    }

    private void endRowGroup() throws IOException {
        consumer.flush();
        if (rows > 0) {
            file.startBlock(rows);
            values.flush();
            pages.flushToFileWriter(file);
            file.endBlock();
        }
        values.close();
        pages.close();
    }

    /** Writes the last row group and the footer. */
    void complete() throws IOException {
        endRowGroup();
        file.end(Map.of());
    }
}
