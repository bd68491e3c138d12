package io.knowstream.inference.decoder;

import io.knowstream.inference.ModelException;
import io.knowstream.inference.ModelUnavailableException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Native memory that is given back when it is no longer needed and not when the garbage collector comes by: the heap is
 * small beside it, so that the collector might not come for hours.
 */
final class DirectMemory {

    private static final MethodHandle FREE = free();

    private DirectMemory() {}

    /**
     * Zeroed bytes in the machine's order; less than 2 GiB.
     *
     * @throws ModelUnavailableException if the process may not take as many
     */
    static ByteBuffer allocate(long bytes) {
        if (bytes > Integer.MAX_VALUE) {
            throw new ModelException("a buffer must have less than 2 GiB (asked for " + bytes + " bytes)");
        }
        try {
            return ByteBuffer.allocateDirect((int) bytes).order(ByteOrder.nativeOrder());
        } catch (OutOfMemoryError e) {
            throw new ModelUnavailableException(
                    "no " + bytes + " bytes of native memory are free (-XX:MaxDirectMemorySize): " + e.getMessage());
        }
    }

    /** Frees what {@link #allocate} gave; no view of it may be used any more. */
    static void free(ByteBuffer buffer) {
        try {
            FREE.invokeExact(buffer);
        } catch (Throwable e) {
            throw new IllegalStateException("cannot free " + buffer.capacity() + " bytes of native memory", e);
        }
    }

    /** {@code Unsafe.invokeCleaner}, which the JDK keeps for this (module jdk.unsupported), as Lucene calls it. */
    private static MethodHandle free() {
        try {
            Class<?> unsafe = Class.forName("sun.misc.Unsafe");
            Field instance = unsafe.getDeclaredField("theUnsafe");
            instance.setAccessible(true);
            return MethodHandles.lookup()
                    .findVirtual(unsafe, "invokeCleaner", MethodType.methodType(void.class, ByteBuffer.class))
                    .bindTo(instance.get(null));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this Java has no sun.misc.Unsafe.invokeCleaner", e);
        }
    }
}
