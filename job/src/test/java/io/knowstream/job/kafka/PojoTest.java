package io.knowstream.job.kafka;

import org.apache.flink.types.PojoTestUtils;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PojoTest {

    @ParameterizedTest
    @ValueSource(classes = {RawRecord.class, DeadLetter.class})
    void travelsWithoutKryo(Class<?> type) {
        PojoTestUtils.assertSerializedAsPojoWithoutKryo(type);
    }
}
