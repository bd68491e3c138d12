package io.knowstream.job.cluster;

import io.knowstream.job.process.FreePorts;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The ports of a cluster, on the loopback interface but for those of metrics, which Flink's reporter opens on all.
 *
 * @param web of the job manager's web UI and REST interface
 * @param rpc of the job manager
 * @param broker of the broker
 * @param controller of the broker's controller
 * @param prometheus of Prometheus
 * @param metrics of the job manager and, behind it, of each task manager
 */
record ClusterPorts(int web, int rpc, int broker, int controller, int prometheus, List<Integer> metrics) {

    private static final ClusterPorts USUAL = new ClusterPorts(8081, 6123, 9092, 9093, 9090, List.of());
    private static final int FIRST_METRICS = 9249;

    ClusterPorts {
        metrics = List.copyOf(metrics);
    }

    /** The usual ports where they are free, and others where they are not. */
    static ClusterPorts choose(int taskManagers) {
        return USUAL.chooseAgain(taskManagers);
    }

    /** These ports where they are free, and others where they are not; nothing of the cluster may run. */
    ClusterPorts chooseAgain(int taskManagers) {
        List<Integer> wanted = new ArrayList<>(List.of(web, rpc, broker, controller, prometheus));
        wanted.addAll(withMore(taskManagers));
        List<Integer> found = FreePorts.preferring(wanted);
        return new ClusterPorts(
                found.get(0), found.get(1), found.get(2), found.get(3), found.get(4), found.subList(5, found.size()));
    }

    /** These ports, and others for task managers that come to those that run. */
    ClusterPorts grownTo(int taskManagers) {
        List<Integer> all = withMore(taskManagers);
        List<Integer> added = FreePorts.preferring(all.subList(metrics.size(), all.size()));
        return new ClusterPorts(
                web,
                rpc,
                broker,
                controller,
                prometheus,
                Stream.concat(metrics.stream(), added.stream()).toList());
    }

    private List<Integer> withMore(int taskManagers) {
        List<Integer> all = new ArrayList<>(metrics.subList(0, Math.min(metrics.size(), taskManagers + 1)));
        for (int i = all.size(); i <= taskManagers; i++) {
            all.add(FIRST_METRICS + i);
        }
        return all;
    }

    String webAddress() {
        return "http://127.0.0.1:" + web;
    }

    String brokerAddress() {
        return "127.0.0.1:" + broker;
    }

    String prometheusAddress() {
        return "http://127.0.0.1:" + prometheus;
    }

    /** {@code host:port} of the metrics of the job manager (0) or of a task manager (from 1). */
    String metricsAddress(int process) {
        return "127.0.0.1:" + metrics.get(process);
    }
}
