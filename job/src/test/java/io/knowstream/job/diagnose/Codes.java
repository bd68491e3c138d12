package io.knowstream.job.diagnose;

import java.util.List;
import java.util.stream.Stream;

/** Everything that can be found, as the documentation lists it. */
final class Codes {

    /** All codes, by area, what matters most first. */
    static final List<Code> ALL = Stream.of(
                    JobCodes.ALL, MemoryCodes.ALL, SpeedCodes.ALL, KafkaCodes.ALL, StateCodes.ALL, ConfigCodes.ALL)
            .flatMap(List::stream)
            .toList();

    private Codes() {}
}
