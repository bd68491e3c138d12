package io.knowstream.job.cli;

import io.knowstream.job.diagnose.SavepointReading;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.StateSerializerProvider;
import org.apache.flink.runtime.state.metainfo.StateMetaInfoSnapshot;
import org.apache.flink.runtime.state.restore.FullSnapshotRestoreOperation;
import org.apache.flink.runtime.state.restore.KeyGroup;
import org.apache.flink.runtime.state.restore.KeyGroupEntry;
import org.apache.flink.runtime.state.restore.SavepointRestoreResult;
import org.apache.flink.runtime.state.restore.ThrowingIterator;
import org.apache.flink.util.StateMigrationException;

/**
 * The keyed state in a savepoint of canonical format. That format holds every entry that is there once, key and value as
 * they are serialized, and nothing that was replaced or removed: what RocksDB holds after a compaction of everything,
 * before it compresses.
 *
 * @param states entries and bytes by the state's name, behind its operator's uid and a slash
 */
record SavepointState(Map<String, Size> states) {

    /** So many entries with so many bytes. */
    record Size(long entries, long bytes) {

        Size plus(Size other) {
            return new Size(entries + other.entries, bytes + other.bytes);
        }
    }

    /** The sum of all states. */
    Size total() {
        return states.values().stream().reduce(new Size(0, 0), Size::plus);
    }

    static SavepointState read(String savepoint) throws IOException {
        Map<String, Size> states = new TreeMap<>();
        try {
            for (OperatorState operator : SavepointReading.metadata(savepoint).getOperatorStates()) {
                for (OperatorSubtaskState subtask : operator.getStates()) {
                    for (KeyedStateHandle handle : subtask.getManagedKeyedState()) {
                        count(SavepointReading.uid(operator), handle, states);
                    }
                }
            }
        } catch (StateMigrationException e) {
            throw new IOException("the savepoint's keys are neither text nor numbers", e);
        }
        return new SavepointState(states);
    }

    private static void count(String uid, KeyedStateHandle handle, Map<String, Size> states)
            throws IOException, StateMigrationException {
        try {
            count(uid, handle, StringSerializer.INSTANCE, states);
        } catch (StateMigrationException e) {
            count(uid, handle, IntSerializer.INSTANCE, states);
        }
    }

    private static <K> void count(String uid, KeyedStateHandle handle, TypeSerializer<K> keys, Map<String, Size> states)
            throws IOException, StateMigrationException {
        KeyGroupRange range = handle.getKeyGroupRange();
        FullSnapshotRestoreOperation<K> reading = new FullSnapshotRestoreOperation<>(
                range,
                SavepointState.class.getClassLoader(),
                List.of(handle),
                StateSerializerProvider.fromNewRegisteredSerializer(keys));
        try (ThrowingIterator<SavepointRestoreResult> results = reading.restore()) {
            while (results.hasNext()) {
                SavepointRestoreResult result = results.next();
                List<StateMetaInfoSnapshot> names = result.getStateMetaInfoSnapshots();
                try (ThrowingIterator<KeyGroup> groups = result.getRestoredKeyGroups()) {
                    while (groups.hasNext()) {
                        count(uid, groups.next(), names, states);
                    }
                }
            }
        }
    }

    private static void count(String uid, KeyGroup group, List<StateMetaInfoSnapshot> names, Map<String, Size> states)
            throws IOException, StateMigrationException {
        try (ThrowingIterator<KeyGroupEntry> entries = group.getKeyGroupEntries()) {
            while (entries.hasNext()) {
                KeyGroupEntry entry = entries.next();
                String name = uid + "/" + names.get(entry.getKvStateId()).getName();
                Size size = new Size(1, entry.getKey().length + (long) entry.getValue().length);
                states.merge(name, size, Size::plus);
            }
        }
    }
}
