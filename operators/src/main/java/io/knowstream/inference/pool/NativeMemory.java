package io.knowstream.inference.pool;

/** The native memory of this process, where it can be measured. Thread-safe. */
interface NativeMemory {

    /** Measures nothing: models are charged with what they declare. */
    NativeMemory UNMEASURED = new NativeMemory() {
        @Override
        public boolean isMeasured() {
            return false;
        }

        @Override
        public long residentBytes() {
            return 0;
        }

        @Override
        public void trim() {}
    };

    /** Whether {@link #residentBytes()} measures anything. */
    boolean isMeasured();

    /** Bytes of native memory that lie in physical memory now; takes milliseconds. */
    long residentBytes();

    /** Asks the allocator to give free pages back to the operating system, where it can be asked. */
    void trim();
}
