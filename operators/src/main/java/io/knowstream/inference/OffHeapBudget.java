package io.knowstream.inference;

/** Whether the models' budget fits into the memory that a task manager has for it. */
public final class OffHeapBudget {

    private OffHeapBudget() {}

    /**
     * Checks that the budget fits.
     *
     * @param budgetBytes {@code models.budget}
     * @param offHeapBytes {@code taskmanager.memory.task.off-heap.size}; null where nothing bounds it
     * @throws ModelException if it does not, naming what to set
     */
    public static void require(long budgetBytes, Long offHeapBytes) {
        if (offHeapBytes != null && budgetBytes > offHeapBytes) {
            throw new ModelException("models.budget is " + budgetBytes
                    + " bytes, and taskmanager.memory.task.off-heap.size leaves " + offHeapBytes
                    + " bytes to them; set taskmanager.memory.task.off-heap.size to at least " + budgetBytes
                    + "b (and the size of the whole process accordingly), or a lower models.budget");
        }
    }
}
