package io.knowstream.job.monitor;

import io.knowstream.metrics.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * How good documents are, by their overall quality.
 *
 * @param validated documents that have a quality
 * @param flagged documents under the threshold, or with a chunk that failed
 * @param average from 0 to 1; empty where none has one
 * @param bands documents by quality, in bands of ten percent from 0
 */
public record QualityDistribution(long validated, long flagged, OptionalDouble average, List<Long> bands) {

    private static final int BANDS = 10;
    private static final double PPM = 1e6;

    public QualityDistribution {
        bands = List.copyOf(bands);
    }

    static QualityDistribution of(Readings metrics) {
        List<Long> bands = new ArrayList<>();
        for (int band = 0; band < BANDS; band++) {
            bands.add(metrics.labelled(Metric.DOCUMENTS_BY_QUALITY, Metric.qualityBand(band), Statistic.VALUE)
                    .map(spread -> (long) spread.sum())
                    .orElse(0L));
        }
        long validated = bands.stream().mapToLong(Long::longValue).sum();
        return new QualityDistribution(
                validated,
                (long) metrics.sum(Metric.DOCUMENTS_FLAGGED),
                validated == 0
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(metrics.sum(Metric.DOCUMENTS_QUALITY) / PPM / validated),
                bands);
    }
}
