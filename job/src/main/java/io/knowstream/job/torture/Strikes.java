package io.knowstream.job.torture;

import io.knowstream.job.process.ChildProcess;
import io.knowstream.job.process.ProcessCluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Deals out strikes; what was struck has been given back when a call returns. For one thread. */
final class Strikes {

    private final ProcessCluster cluster;
    private final ChildProcess broker;
    private final TorturedJob job;
    private final JobWatch watch;

    Strikes(ProcessCluster cluster, ChildProcess broker, TorturedJob job, JobWatch watch) {
        this.cluster = cluster;
        this.broker = broker;
        this.job = job;
        this.watch = watch;
    }

    void deal(Strike strike) throws Exception {
        JobWatch.Blow blow = watch.blow();
        ChildProcess taskManager = cluster.taskManagers().get(strike.target());
        switch (strike.kind()) {
            case KILL_TASK_MANAGER -> kill(List.of(taskManager), strike);
            case KILL_JOB_MANAGER -> kill(List.of(cluster.jobManager()), strike);
            case KILL_BROKER, OUTAGE -> kill(List.of(broker), strike);
            case KILL_EVERYTHING -> {
                List<ChildProcess> all = new ArrayList<>(cluster.taskManagers());
                all.add(cluster.jobManager());
                all.add(broker);
                kill(all, strike);
            }
            case PAUSE_TASK_MANAGER -> taskManager.pause(strike.length());
            case PAUSE_JOB_MANAGER -> cluster.jobManager().pause(strike.length());
            case PAUSE_BROKER -> broker.pause(strike.length());
            case RESCALE -> rescale(strike, null);
            case RESCALE_UNDER_FIRE -> rescale(strike, taskManager);
            case FLOOD, QUIET -> throw new IllegalArgumentException(strike + " strikes no process");
        }
        blow.over();
    }

    private static void kill(List<ChildProcess> processes, Strike strike) throws Exception {
        for (ChildProcess process : processes) {
            process.kill();
        }
        Thread.sleep(strike.length().toMillis());
        for (ChildProcess process : processes) {
            process.start();
        }
    }

    /** Where the savepoint fails the job goes on as it was. */
    private void rescale(Strike strike, ChildProcess victim) throws Exception {
        boolean canonical = strike.target() == 0;
        if (victim == null) {
            rescale(job.stop(canonical), strike.parallelism());
            return;
        }
        FutureTask<Void> killing = new FutureTask<>(() -> {
            Thread.sleep(strike.length().toMillis() / 2);
            victim.kill();
            victim.start();
            return null;
        });
        new Thread(killing, "fire").start();
        rescale(job.stop(canonical), strike.parallelism());
        try {
            killing.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(victim.name() + " cannot be started again", e.getCause());
        }
    }

    private void rescale(Optional<String> savepoint, int parallelism) throws Exception {
        if (savepoint.isPresent()) {
            job.start(parallelism, savepoint.get());
        }
    }
}
