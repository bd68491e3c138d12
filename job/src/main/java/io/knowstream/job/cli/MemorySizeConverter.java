package io.knowstream.job.cli;

import org.apache.flink.configuration.MemorySize;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads sizes of memory as Flink writes them; the message names the option. */
final class MemorySizeConverter implements ITypeConverter<MemorySize> {

    @Override
    public MemorySize convert(String value) {
        try {
            return MemorySize.parse(value);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(
                    "must be a number of bytes, or one with a unit such as 512m (got " + value + ")");
        }
    }
}
