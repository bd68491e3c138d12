package io.knowstream.job.monitor;

/** What is read of a metric: its value, or of a distribution those of its quantiles that Flink and Prometheus both have. */
public enum Statistic {
    /** Of a counter, a meter or a gauge. */
    VALUE("", ""),
    P50("_median", "0.5"),
    P95("_p95", "0.95"),
    P99("_p99", "0.99");

    private final String suffix;
    private final String quantile;

    Statistic(String suffix, String quantile) {
        this.suffix = suffix;
        this.quantile = quantile;
    }

    /** What Flink's REST interface puts behind the name of a metric. */
    String suffix() {
        return suffix;
    }

    /** What Prometheus calls it in the label {@code quantile}; empty where there is none. */
    String quantile() {
        return quantile;
    }
}
