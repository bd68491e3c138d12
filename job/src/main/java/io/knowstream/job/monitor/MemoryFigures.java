package io.knowstream.job.monitor;

import java.util.OptionalLong;

/**
 * Memory at its most, in bytes.
 *
 * @param modelPeak charged by models and their working memory together
 * @param modelBudget what they may take
 * @param processPeak of the whole process in RAM; empty where the system does not tell
 * @param heapPeak the peaks of the heap's parts, added, which they may have had at different times
 * @param efficiency of the models' memory, from 0 to 1
 */
public record MemoryFigures(
        long modelPeak, long modelBudget, OptionalLong processPeak, long heapPeak, MemoryEfficiency efficiency) {}
