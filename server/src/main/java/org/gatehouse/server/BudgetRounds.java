package org.gatehouse.server;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.gatehouse.database.Absences;
import org.gatehouse.database.DatabaseException;
import org.gatehouse.security.throttling.BudgetOutput;
import org.gatehouse.security.throttling.Budgets;
import org.gatehouse.security.throttling.Policies;
import org.gatehouse.security.throttling.Sharing;
import org.gatehouse.security.throttling.UsageBoard;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The budgets of this process, looked after twice a second: changed policies are taken up, and whoever went over
/// budget too often in a minute has a line in the log, in the words of Exchange's event 2915. Where several processes
/// have one directory they tell each other what they use, on a thread that may wait for the database.
final class BudgetRounds implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BudgetRounds.class);
    private static final Duration PAUSE = Duration.ofMillis(500);
    /// Two of them, and what they take, are less than a second: until what is used here is put up, and read there.
    private static final Duration EXCHANGE_PAUSE = Duration.ofMillis(400);
    /// As often in a minute goes unsaid: single refusals are what budgets are for.
    private static final int THRESHOLD = 100;

    private final Budgets budgets;
    private final String process;
    private final Optional<UsageBoard> board;
    private final Sharing sharing;
    private final Rounds rounds;
    private final Rounds exchanges;
    private boolean apart;

    private BudgetRounds(Policies policies, String process, Optional<UsageBoard> board, UUID member) {
        this.budgets = new Budgets(policies, System::nanoTime, Absences::nanos, BudgetRounds::keepBack);
        this.process = process;
        this.board = board;
        this.sharing = budgets.share(member.toString());
        this.rounds = Rounds.every(PAUSE, "budgets", this::round);
        this.exchanges = Rounds.every(EXCHANGE_PAUSE, "budgets of others", () -> exchange(board.orElseThrow()));
    }

    /// @param process its name, for the log
    /// @param board where other processes have budgets of the same people
    /// @param member of this life of the process
    static BudgetRounds start(Policies policies, String process, Optional<UsageBoard> board, UUID member) {
        var started = new BudgetRounds(policies, process, board, member);
        started.rounds.start();
        if (board.isPresent()) {
            started.exchanges.start();
        }
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

    private void exchange(UsageBoard there) {
        try {
            sharing.hear(there.exchange(sharing.tell(), sharing.known()));
            if (apart) {
                LOG.info("what is used of budgets is shared with other servers again");
            }
            apart = false;
        } catch (DatabaseException cannot) {
            sharing.failed();
            // Once, since the reason tells for how long the database has been away, and so differs each time.
            if (!exchanges.isClosed() && !apart) {
                LOG.warn("what is used of budgets cannot be shared with other servers for now: {}",
                        cannot.getMessage());
            }
            apart = true;
        } catch (RuntimeException bug) {
            sharing.failed();
            throw bug;
        }
    }

    /// So that others need not wait until this process counts as gone.
    private void leave(UsageBoard there) {
        try {
            UsageBoard.Heard _ = there.exchange(sharing.leave(), sharing.known());
        } catch (DatabaseException cannot) {
            LOG.debug("others hear later that this process uses nothing any more: {}", cannot.getMessage());
        }
    }

    private void round() {
        if (sharing.lapse()) {
            LOG.warn("nothing is heard of what other servers use of budgets: each holds people by itself");
        }
        budgets.round((overdrawn, report) -> {
            if (report.times() > THRESHOLD) {
                LOG.warn("{}", event(process, ProcessHandle.current().pid(), overdrawn, report));
            }
        });
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
        rounds.close();
        exchanges.close();
        if (board.isPresent() && !apart) {
            leave(board.get());
        }
    }
}
