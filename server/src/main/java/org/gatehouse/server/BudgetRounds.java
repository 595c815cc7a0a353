package org.gatehouse.server;

import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.gatehouse.security.throttling.BudgetOutput;
import org.gatehouse.security.throttling.Budgets;
import org.gatehouse.security.throttling.Policies;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The budgets of this process, looked after twice a second: changed policies are taken up, and whoever went over
/// budget too often in a minute has a line in the log, in the words of Exchange's event 2915.
final class BudgetRounds implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BudgetRounds.class);
    private static final Duration PAUSE = Duration.ofMillis(500);
    /// As often in a minute goes unsaid: single refusals are what budgets are for.
    private static final int THRESHOLD = 100;

    private final Budgets budgets;
    private final String process;
    private final Thread thread;
    /// Beside the interrupt, which a database may swallow.
    private volatile boolean closed;

    private BudgetRounds(Policies policies, String process) {
        this.budgets = new Budgets(policies, System::nanoTime, BudgetRounds::keepBack);
        this.process = process;
        this.thread = Thread.ofVirtual().name("budgets").unstarted(this::run);
    }

    /// @param process its name, for the log
    static BudgetRounds start(Policies policies, String process) {
        var started = new BudgetRounds(policies, process);
        started.thread.start();
        return started;
    }

    Budgets budgets() {
        return budgets;
    }

    /// On the virtual thread of the call that asked too early.
    private static void keepBack(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!closed) {
                round();
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private void round() {
        try {
            budgets.round((overdrawn, report) -> {
                if (report.times() > THRESHOLD) {
                    LOG.warn("{}", event(process, ProcessHandle.current().pid(), overdrawn, report));
                }
            });
        } catch (RuntimeException bug) {
            LOG.error("bug while looking after the budgets", bug);
        }
    }

    static String event(String process, long pid, Budgets.Overdrawn overdrawn, BudgetOutput.Report report) {
        String parts = report.parts().entrySet().stream().sorted(Map.Entry.comparingByKey())
                .map(part -> part.getKey().word() + ":" + part.getValue() + ";").collect(Collectors.joining());
        return "Process " + process + " (PID=" + pid + "). User 'Sid~" + overdrawn.owner().name() + "~"
                + overdrawn.component().word() + "~false' has gone over budget '" + report.times()
                + "' times for component '" + overdrawn.component().word()
                + "' within a one minute period. Info: 'Policy:" + overdrawn.policy() + ", Parts:" + parts
                + "'. Threshold value: '" + THRESHOLD + "'.";
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
