package io.knowstream.job.cli;

import java.time.Duration;
import org.apache.flink.util.TimeUtils;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads durations as Flink writes them; the message names the option. */
final class DurationConverter implements ITypeConverter<Duration> {

    @Override
    public Duration convert(String value) {
        try {
            return TimeUtils.parseDuration(value);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new TypeConversionException("must be a duration, e.g. '500 ms' or '30 d' (got " + value + ")");
        }
    }
}
